//! Definition and request in, plan out.

use std::{borrow::Cow, collections::BTreeMap};

use super::{
    Call, Create, Definition, Generators, Insert, Next, Request, Tree, draft::Draft,
    migration::Stamps, scope::Scope,
};
use crate::{
    edit::{self, Paste, Unmade, Verb},
    plan::Plan,
    project::Project,
    render::{Renderer, View},
    spec::Mistake,
};

/// How deep generators may call each other; deeper is a circle.
const DEPTH: usize = 8;

/// Plans what the request asks for. Nothing is written.
///
/// # Errors
///
/// Everything that is wrong with the generator, or that stands in its way in the project.
pub fn plan(
    request: &Request,
    project: &Project,
    generators: &Generators,
) -> Result<Plan, Vec<Mistake>> {
    let definition = generators
        .definition(&request.generator)
        .map_err(|mistake| vec![mistake])?;
    let scope = Scope::new(&definition, View::new(request.view.clone()), &request.flags);
    let mut run = Run {
        generators,
        stamps: Stamps::new(project, request.now),
        draft: Draft::new(project),
        pastes: Vec::new(),
        next: Vec::new(),
        mistakes: Vec::new(),
    };
    run.run(&request.generator, &definition, &scope, 0);
    let sources = run
        .draft
        .sources()
        .map_err(|found| run.mistakes.extend(found));
    let (Ok(sources), []) = (sources, run.mistakes.as_slice()) else {
        return Err(run.mistakes);
    };
    let mut notes = Vec::new();
    Ok(Plan {
        generator: request.generator.clone(),
        changes: run.draft.changes(sources, &mut notes),
        pastes: run.pastes,
        next: run.next,
        notes,
        ..Plan::default()
    })
}

/// A run in the making.
struct Run<'a> {
    generators: &'a Generators,
    stamps: Stamps,
    draft: Draft<'a>,
    pastes: Vec<Paste>,
    next: Vec<String>,
    mistakes: Vec<Mistake>,
}

impl Run<'_> {
    fn run(&mut self, name: &str, definition: &Definition, scope: &Scope, depth: usize) {
        if depth > DEPTH {
            self.mistakes.push(Mistake::new(
                format!("the generator `{name}` calls itself"),
                "take the `[[call]]` out of its `generator.toml`",
            ));
            return;
        }
        let generators = self.generators;
        let mut renderer = Renderer::new(|file| generators.template(name, file));
        for create in &definition.create {
            let result = self.create(create, scope, &mut renderer);
            self.note(result);
        }
        for tree in &definition.tree {
            let result = self.tree(name, tree, scope, &mut renderer);
            self.note(result);
        }
        for insert in &definition.insert {
            let result = self.insert(insert, scope, &mut renderer);
            self.note(result);
        }
        for call in &definition.call {
            let result = self.call(call, scope, &mut renderer, depth);
            self.note(result);
        }
        for next in &definition.next {
            let result = self.next(next, scope, &mut renderer);
            self.note(result);
        }
    }

    fn note(&mut self, result: Result<(), Mistake>) {
        if let Err(mistake) = result
            && !self.mistakes.contains(&mistake)
        {
            self.mistakes.push(mistake);
        }
    }

    fn create(
        &mut self,
        create: &Create,
        scope: &Scope,
        renderer: &mut Renderer<'_>,
    ) -> Result<(), Mistake> {
        let Create {
            path,
            from,
            when,
            unless,
            each,
            once_suffix,
        } = create;
        for item in scope.items(each.as_deref())? {
            let mut scope = scope.with_item(item);
            if !scope.holds(when.as_deref(), unless.as_deref())? {
                continue;
            }
            if let Some(suffix) = once_suffix {
                let suffix = renderer.text(suffix, &scope.view)?;
                scope = Cow::Owned(scope.with_stamp(self.stamps.of(&suffix)));
            }
            let path = renderer.text(path, &scope.view)?;
            let content = renderer.file(from, &scope.view)?;
            self.draft.put(&path, content)?;
        }
        Ok(())
    }

    fn tree(
        &mut self,
        name: &str,
        tree: &Tree,
        scope: &Scope,
        renderer: &mut Renderer<'_>,
    ) -> Result<(), Mistake> {
        let Tree {
            from,
            into,
            when,
            unless,
        } = tree;
        if !scope.holds(when.as_deref(), unless.as_deref())? {
            return Ok(());
        }
        let into = renderer.text(into, &scope.view)?;
        let from = from.trim_end_matches('/');
        let files = self.generators.below(name, from);
        if files.is_empty() {
            return Err(Mistake::new(
                format!("the generator `{name}` names a folder `{from}`, which is missing"),
                "add the folder beside its `generator.toml`",
            ));
        }
        for file in files {
            let path = renderer.text(file.strip_suffix(".tera").unwrap_or(&file), &scope.view)?;
            let content = renderer.file(&format!("{from}/{file}"), &scope.view)?;
            self.draft.put(&format!("{into}/{path}"), content)?;
        }
        Ok(())
    }

    fn insert(
        &mut self,
        insert: &Insert,
        scope: &Scope,
        renderer: &mut Renderer<'_>,
    ) -> Result<(), Mistake> {
        let Insert {
            into,
            what,
            text,
            from,
            when,
            unless,
            each,
            when_exists,
        } = insert;
        for item in scope.items(each.as_deref())? {
            let scope = scope.with_item(item);
            if !scope.holds(when.as_deref(), unless.as_deref())? {
                continue;
            }
            let path = renderer.text(into, &scope.view)?;
            let verb = Verb::parse(&renderer.text(what, &scope.view)?)?;
            let text = match (text, from) {
                (Some(text), _) => renderer.text(text, &scope.view)?,
                (None, Some(from)) => {
                    String::from_utf8_lossy(&renderer.file(from, &scope.view)?).into_owned()
                }
                (None, None) => continue,
            };
            if text.trim().is_empty() {
                continue;
            }
            let Some(content) = self.draft.open(&path)? else {
                if !*when_exists {
                    self.paste(Paste::new(&path, &text, "in this file, which is missing"));
                }
                continue;
            };
            let Ok(source) = std::str::from_utf8(content) else {
                self.paste(Paste::new(&path, &text, "in this file, which is not UTF-8"));
                continue;
            };
            match edit::edit(&verb, &path, source, &text) {
                Ok(edited) => *content = edited.into_bytes(),
                Err(Unmade::NoPlace) => self.paste(Paste::new(&path, &text, &verb.place())),
                Err(Unmade::Taken(mistake)) => return Err(mistake),
            }
        }
        Ok(())
    }

    fn call(
        &mut self,
        call: &Call,
        scope: &Scope,
        renderer: &mut Renderer<'_>,
        depth: usize,
    ) -> Result<(), Mistake> {
        let Call {
            generator,
            when,
            unless,
            each,
            flags,
            with,
        } = call;
        for item in scope.items(each.as_deref())? {
            let scope = scope.with_item(item);
            if !scope.holds(when.as_deref(), unless.as_deref())? {
                continue;
            }
            let mut texts = BTreeMap::new();
            for (name, text) in with {
                texts.insert(name.clone(), renderer.text(text, &scope.view)?);
            }
            let definition = self.generators.definition(generator)?;
            if let Some(flag) = flags
                .iter()
                .find(|flag| !definition.flags.contains_key(*flag))
            {
                return Err(Mistake::new(
                    format!("a `[[call]]` turns on `{flag}`, which `{generator}` doesn't have"),
                    format!("add it to the flags of `{generator}`"),
                ));
            }
            let flags = scope.flags.union(flags).cloned().collect();
            let inner = Scope::new(&definition, scope.with_texts(&texts).view, &flags);
            self.run(generator, &definition, &inner, depth + 1);
        }
        Ok(())
    }

    fn paste(&mut self, paste: Paste) {
        if !self.pastes.contains(&paste) {
            self.pastes.push(paste);
        }
    }

    fn next(
        &mut self,
        next: &Next,
        scope: &Scope,
        renderer: &mut Renderer<'_>,
    ) -> Result<(), Mistake> {
        let Next { text, when, unless } = next;
        if scope.holds(when.as_deref(), unless.as_deref())? {
            let text = renderer.text(text, &scope.view)?;
            if !self.next.contains(&text) {
                self.next.push(text);
            }
        }
        Ok(())
    }
}
