//! Writes `impl Job`.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::DeriveInput;

use super::model::Job;
use crate::support::{duration, generated};

/// The expansion of a job without mistakes.
pub(crate) fn expand(job: &Job) -> TokenStream {
    // On the person's own name, so that what is wrong with `handle` is reported there; handed over and not called, or the compiler would
    // propose to change the call, which is that name.
    let site = Span::mixed_site().located_at(job.ident.span());
    let run = quote_spanned! {site=>
        async fn run(&self, cx: &::scaffold::__private::JobContext) -> ::scaffold::__private::Result<()> {
            use ::scaffold::__private::Unhandled as _;
            let work = ::scaffold::__private::handle(self, cx, Self::handle);
            ::scaffold::__private::handled(work).await
        }
    };
    implementation(job, &run)
}

/// What stands in for a job with mistakes: all but the work.
pub(crate) fn stub(job: &Job, input: &DeriveInput) -> TokenStream {
    if !input.generics.params.is_empty() {
        return TokenStream::new();
    }
    let run = quote_spanned! {Span::mixed_site()=>
        async fn run(&self, _: &::scaffold::__private::JobContext) -> ::scaffold::__private::Result<()> {
            ::core::result::Result::Ok(())
        }
    };
    implementation(job, &run)
}

fn implementation(job: &Job, run: &TokenStream) -> TokenStream {
    let Job {
        ident,
        name,
        queue,
        retries,
        backoff,
        timeout,
    } = job;
    let (attributes, backoff) = (generated::attributes(), duration::expression(*backoff));
    let timeout = match timeout {
        None => quote_spanned!(Span::mixed_site()=> ::core::option::Option::None),
        Some(timeout) => {
            let timeout = duration::expression(*timeout);
            quote_spanned!(Span::mixed_site()=> ::core::option::Option::Some(#timeout))
        }
    };
    quote_spanned! {Span::mixed_site()=>
        #attributes
        impl ::scaffold::__private::Job for #ident {
            const NAME: &'static str = #name;
            const QUEUE: &'static str = #queue;
            const RETRIES: u32 = #retries;
            const BACKOFF: ::core::time::Duration = #backoff;
            const TIMEOUT: ::core::option::Option<::core::time::Duration> = #timeout;

            #run
        }
    }
}
