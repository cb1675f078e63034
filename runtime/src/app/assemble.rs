//! Makes the services in the order of their needs and puts them where facades find them.

use std::{any::TypeId, collections::HashMap, sync::Arc};

use super::{Application, Builder, Handle, Running, ServiceEntry, Services, Sources};
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

/// Puts a started application together.
pub(crate) async fn assemble<A: Application>(
    builder: Builder<A>,
    sources: Sources,
    core: Core,
    queue: Queue,
    place: Place,
) -> Result<Running<A>> {
    audit::require(A::SERVICES, core.database()).await?;
    switch::set(A::SERVICES, &sources.config)?;
    let routes = builder.make_routes();
    let mut values = builder.values;
    values
        .entry(TypeId::of::<crate::config::Config>())
        .or_insert_with(|| Arc::new(sources.config.clone()));
    for entry in in_order(A::SERVICES) {
        let parts = Parts {
            core: &core,
            queue: &queue,
            values: &values,
        };
        let service = (entry.construct)(&parts).map_err(|error| {
            Error::internal(format!(
                "`{}` can't be made: {}",
                entry.node.name.text,
                error.chain()
            ))
        })?;
        values.insert((entry.type_id)(), service);
    }
    let services = Arc::new(Services::new(values));
    queue.attach(A::JOBS, services.clone())?;
    let Sources {
        environment,
        root,
        config,
    } = sources;
    let handle = Handle::new(environment, root, config, core, queue, services);
    publish::<A>(&handle, place)?;
    Ok(Running::new(A::from_handle(handle), routes, builder.seeds))
}

/// The services, each after those it needs. `app!` has proved that there is no circle and nothing missing.
fn in_order(entries: &'static [ServiceEntry]) -> Vec<&'static ServiceEntry> {
    fn visit(
        entry: &'static ServiceEntry,
        by_id: &HashMap<u64, &'static ServiceEntry>,
        seen: &mut Vec<u64>,
        order: &mut Vec<&'static ServiceEntry>,
    ) {
        if seen.contains(&entry.node.name.id) {
            return;
        }
        seen.push(entry.node.name.id);
        for need in entry.node.needs.iter().flatten() {
            if let Some(needed) = by_id.get(&need.id) {
                visit(needed, by_id, seen, order);
            }
        }
        order.push(entry);
    }

    let by_id = entries
        .iter()
        .map(|entry| (entry.node.name.id, entry))
        .collect();
    let (mut seen, mut order) = (Vec::new(), Vec::new());
    for entry in entries {
        visit(entry, &by_id, &mut seen, &mut order);
    }
    order
}

fn publish<A: Application>(handle: &Handle, place: Place) -> Result<()> {
    for entry in A::SERVICES {
        let id = (entry.type_id)();
        let Some(service) = handle.services().any(id) else {
            continue;
        };
        let was_free = match place {
            Place::Process => (entry.fill)(service),
            Place::Test(scope) => scope.insert(id, service),
        };
        if !was_free {
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
