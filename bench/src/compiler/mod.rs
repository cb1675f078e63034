//! What the macros' code costs, in instructions and allocations, beside the same written by hand.
//!
//! The benchmark runs itself under callgrind. Each row is a loop of calls, run twice with different lengths, so that what a loop costs
//! besides its calls cancels out; callgrind writes the counts of each run of [`repeat`] to a file of its own.

mod callgrind;
mod layer;
mod rows;

use rows::{Layer, Limit, ROWS, Row};

/// How often the calls of a row are made, in its two runs.
const TIMES: [u64; 2] = [1_000, 3_000];

/// What one call costs.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cost {
    instructions: f64,
    allocations: f64,
}

/// Prints the table.
pub fn compare() {
    let costs = match callgrind::run(&["compiler-rows"], "*compiler::repeat") {
        Ok(dumps) => per_call(&dumps),
        Err(error) => {
            eprintln!("error: {error}");
            return;
        }
    };
    println!("one call, in instructions and allocations");
    println!(
        "{:<58} {:>7} {:>7} {:>7} {:>6} {:>6}  limit",
        "", "ours", "by hand", "over", "ratio", "allocs"
    );
    for (row, costs) in ROWS.iter().zip(costs.chunks_exact(2)) {
        let [ours, by_hand] = [costs[0], costs[1]];
        let over = ours.instructions - by_hand.instructions;
        let ratio = ours.instructions / by_hand.instructions;
        let (limit, holds) = match row.limit {
            Limit::Over(most) => (format!("{most} over"), over <= f64::from(most)),
            Limit::Ratio(most) => (format!("{most:.2} ×"), ratio <= most),
            Limit::None => (String::new(), true),
        };
        println!(
            "{:<58} {:>7.0} {:>7.0} {:>7.0} {:>6.2} {:>6.1}  {limit}{}",
            row.name,
            ours.instructions,
            by_hand.instructions,
            over,
            ratio,
            ours.allocations,
            if holds { "" } else { "  missed" },
        );
    }
}

/// What one call of each loop costs, in the order in which they ran.
fn per_call(dumps: &[callgrind::Counts]) -> Vec<Cost> {
    let [few, many] = TIMES;
    let calls = (many - few) as f64;
    let pairs = dumps.chunks_exact(2).map(|pair| Cost {
        instructions: (pair[1].instructions - pair[0].instructions) as f64 / calls,
        allocations: (pair[1].allocations - pair[0].allocations) as f64 / calls,
    });
    pairs.collect()
}

/// Runs every row; what callgrind looks at.
#[tokio::main(flavor = "current_thread")]
pub async fn run_rows() {
    let layer = Layer::start().await;
    for Row { ours, by_hand, .. } in ROWS {
        for one in [ours, by_hand] {
            one(&layer, 10); // what happens once, happens here
            for times in TIMES {
                repeat(*one, &layer, times);
            }
        }
    }
}

/// Makes the calls of a row: the function whose runs callgrind counts.
#[inline(never)]
fn repeat(row: fn(&Layer, u64), layer: &Layer, times: u64) {
    row(layer, times);
}
