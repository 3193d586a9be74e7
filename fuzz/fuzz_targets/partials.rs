#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| basislint_fuzz::partials::run(data));
