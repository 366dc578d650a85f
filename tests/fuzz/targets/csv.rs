//! Files from outside: the first byte chooses the record, the second whether by our own format or by a mapping; the rest is the
//! file, and in a mapping's case the mapping first.

#![no_main]

use libfuzzer_sys::fuzz_target;
use steward::ingest::csv::Table;
use steward::ingest::mapping::Mapping;
use steward::ingest::rule::Rule;
use steward::operations::import::Record;

fuzz_target!(|data: &[u8]| {
    let [record, manner, file @ ..] = data else { return };
    let record = Record::ALL[usize::from(*record) % Record::ALL.len()];
    if *manner == b'm' {
        let _ = std::str::from_utf8(file).map(|text| Mapping::parse(text).is_ok());
        return;
    }
    let Ok(mut table) = Table::new(file) else { return };
    let header = table.header().to_vec();
    let Ok(rule) = Rule::own(record, &header) else {
        while let Ok(Some(_)) = table.next_row() {}
        return;
    };
    let Ok(reading) = rule.bind(&header) else { return };
    let mut line = 0;
    while let Ok(Some(cells)) = table.next_row() {
        assert!(line < cells.line, "rows begin on later and later lines");
        line = cells.line;
        let _ = reading.read(cells);
    }
});
