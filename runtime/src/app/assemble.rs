//! Makes the services in the order of their needs and puts them where facades find them.

use std::{any::TypeId, sync::Arc};

use super::{Application, Builder, Handle, Running, Sources, lifecycle::Lifecycle, order};
use crate::{
    Error, Result, audit,
    core::Core,
    decorate::switch,
    queue::Queue,
    service::{Parts, Registered, Scope},
};

/// Where facades find the application.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place {
    /// From anywhere in the process.
    Process,
    /// From the runtime of one test.
    Test(Scope),
}

/// Puts an application together, whose services have still to [`begin`](Running::begin).
pub(crate) async fn assemble<A: Application>(
    builder: Builder<A>,
    sources: Sources,
    core: Core,
    queue: Queue,
    place: Place,
) -> Result<Running<A>> {
    let Sources {
        environment,
        root,
        config,
    } = sources;
    audit::require(A::SERVICES, core.database()).await?;
    switch::set(A::SERVICES, &config)?;
    let routes = builder.make_routes();
    let services = Arc::new(builder.services);
    if !services.has(TypeId::of::<crate::config::Config>(), None) {
        services.insert(None, Arc::new(config.clone()));
    }
    for section in A::SECTIONS {
        (section.keep)(&config, &services)?;
    }
    let order = order::of(A::SERVICES, &services)?;
    for entry in &order {
        // The builder may have been given the service itself.
        let is_given = services.has((entry.type_id)(), None);
        let parts = Parts {
            core: &core,
            queue: &queue,
            config: &config,
            services: &services,
        };
        if !is_given {
            (entry.construct)(&parts).await.map_err(|error| {
                Error::internal(format!(
                    "`{}` can't be made: {}",
                    entry.node.name.text,
                    error.chain()
                ))
            })?;
        }
        for as_trait in entry.traits {
            (as_trait.keep)(&services);
        }
    }
    queue.attach(A::JOBS, services.clone())?;
    let handle = Handle::new(environment, root, config, core, queue, services.clone());
    publish::<A>(&handle, place)?;
    Ok(Running::new(
        A::from_handle(handle),
        routes,
        builder.seeds,
        Lifecycle::new(order, services),
    ))
}

fn publish<A: Application>(handle: &Handle, place: Place) -> Result<()> {
    for entry in A::SERVICES {
        if !(entry.publish)(handle.services(), place) {
            return Err(second_start(place));
        }
    }
    // Jobs find the queue as facades find their service.
    let queue = Arc::new(handle.queue().clone());
    let was_free = match place {
        Place::Process => <Queue as Registered<A>>::slot().fill(queue),
        Place::Test(scope) => scope.insert(TypeId::of::<Queue>(), queue),
    };
    if was_free {
        Ok(())
    } else {
        Err(second_start(place))
    }
}

fn second_start(place: Place) -> Error {
    Error::internal(match place {
        Place::Process => {
            "this application has started already in this process\nhelp: in tests, `TestApp::start` as often as you like"
        }
        Place::Test(_) => {
            "this test has an application already\nhelp: drop the first one, or write two tests"
        }
    })
}
