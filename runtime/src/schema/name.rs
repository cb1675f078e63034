//! What a migration is called by what it does.

use std::collections::BTreeSet;

use super::change::Change;

/// `add_slug_to_posts`, `create_tags`; what does many things is `change_posts` or `follow_the_models`.
pub(super) fn name(changes: &[Change]) -> String {
    let mut tables = BTreeSet::new();
    let (mut added, mut removed, mut other) = (Vec::new(), Vec::new(), None);
    for change in changes {
        match change {
            Change::CreateTable(table) => {
                tables.insert(table.name.as_str());
                other = Some(format!("create_{}", table.name));
            }
            Change::DropTable(table) => {
                tables.insert(table.name.as_str());
                other = Some(format!("drop_{}", table.name));
            }
            Change::RenameTable { from, to } => {
                tables.insert(to.as_str());
                other = Some(format!("rename_{from}_to_{to}"));
            }
            Change::RenameColumn { table, from, to } => {
                tables.insert(table.as_str());
                other = Some(format!("rename_{from}_to_{to}_in_{table}"));
            }
            Change::AddColumn { table, column, .. } => {
                tables.insert(table.as_str());
                added.push(column.name.as_str());
            }
            Change::DropColumn { table, column, .. } => {
                tables.insert(table.as_str());
                removed.push(column.name.as_str());
            }
            Change::AlterColumn { table, .. }
            | Change::RenameIndex { table, .. }
            | Change::ReplaceIndex { table, .. }
            | Change::AddReference { table, .. }
            | Change::DropReference { table, .. }
            | Change::AddIndex { table, .. }
            | Change::DropIndex { table, .. } => {
                tables.insert(table.as_str());
            }
        }
    }
    // An index or a foreign key comes and goes with its column.
    let main = changes.iter().filter(|change| {
        !matches!(
            change,
            Change::AddIndex { .. }
                | Change::DropIndex { .. }
                | Change::RenameIndex { .. }
                | Change::ReplaceIndex { .. }
                | Change::AddReference { .. }
                | Change::DropReference { .. }
        )
    });
    let table = match tables.iter().collect::<Vec<_>>().as_slice() {
        [table] => table.to_string(),
        _ => return "follow_the_models".to_owned(),
    };
    let name = match (main.count(), added.as_slice(), removed.as_slice(), other) {
        (1, [], [], Some(name)) => name,
        (count, columns, [], None) if count == columns.len() && (1..4).contains(&count) => {
            format!("add_{}_to_{table}", columns.join("_and_"))
        }
        (count, [], columns, None) if count == columns.len() && (1..4).contains(&count) => {
            format!("remove_{}_from_{table}", columns.join("_and_"))
        }
        _ => format!("change_{table}"),
    };
    if name.len() > 80 {
        format!("change_{table}")
    } else {
        name
    }
}
