//! Bodies of answers that don't come as they should.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes, HttpBody},
    http::header,
    response::{IntoResponse as _, Response},
};
use hyper::body::{Frame, SizeHint};
use scaffold::http::StatusCode;

/// A body that begins and then panics.
struct Broken(bool);

impl HttpBody for Broken {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        assert!(!self.0, "the secret body");
        self.0 = true;
        Poll::Ready(Some(Ok(Frame::data("begun".into()))))
    }
}

/// A text of eleven bytes that is not there at once, and then comes in two parts.
struct Later(u8);

impl HttpBody for Later {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        task: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0 += 1;
        match self.0 {
            1 => {
                task.waker().wake_by_ref();
                Poll::Pending
            }
            2 => Poll::Ready(Some(Ok(Frame::data("come ".into())))),
            3 => Poll::Ready(Some(Ok(Frame::data("back l.".into())))),
            _ => Poll::Ready(None),
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(12)
    }
}

/// Fails in plain text, of which `arrived` polls are over.
pub(crate) fn arriving(arrived: u8) -> Response {
    let text = [(header::CONTENT_TYPE, "text/plain")];
    (StatusCode::BAD_GATEWAY, text, Body::new(Later(arrived))).into_response()
}

pub(crate) async fn broken() -> Body {
    Body::new(Broken(false))
}
