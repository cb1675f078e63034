//! Each trait says which derive is missing.

use scaffold::prelude::*;

struct Plain;

fn model<T: scaffold::model::Model>() {}
fn cacheable<T: scaffold::model::Cacheable>() {}
fn fillable<T: scaffold::model::Fillable>() {}
fn column<T: scaffold::model::ColumnValue>() {}
fn textual<T: scaffold::model::Textual>() {}
fn key<T: scaffold::cache::CacheKey>() {}
fn request<T: scaffold::request::Request>() {}
fn is_service<T: scaffold::service::Service>() {}
fn job<T: scaffold::queue::Job>() {}

fn main() {
    model::<Plain>();
    cacheable::<Plain>();
    fillable::<Plain>();
    column::<Plain>();
    textual::<i64>();
    key::<Plain>();
    request::<Plain>();
    is_service::<Plain>();
    job::<Plain>();
}
