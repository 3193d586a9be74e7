//! How many threads work at once.

/// Does the work in a pool of so many threads; none means one for each processor.
pub(crate) fn in_pool<T: Send>(jobs: Option<usize>, work: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().num_threads(jobs.unwrap_or(0)).build() {
        Ok(pool) => pool.install(work),
        // No threads to be had: rayon's own pool, or in the end this thread, does it.
        Err(_) => work(),
    }
}
