//! The limits of what is read: each a number, and why it is that number. Whoever is above one hears of it, with the way out.
//!
//! `docs/limits.md` lists them, with what happens beyond and the test that holds each. Limits that only say what a thing of SAP's
//! can be (lines of a record, depth of macros) stand with what they are about.

/// Bytes of a line. SAP's longest are certificates in one line and long texts, some hundred KiB; with two buffers of this
/// length a file of any size is read in less than 64 MiB.
pub const LINE_BYTES: usize = 16 << 20;

/// Bytes of what stands over several lines and is one record: a cell with line feeds, a broken line, a value in quotes.
pub const RECORD_BYTES: usize = 1 << 20;

/// Columns with a title. A table of the ABAP Dictionary has at most 749, an ALV list shows fewer.
pub const COLUMNS: usize = 1024;

/// Bytes of a pipe or device. It has no end that can be seen, and may have none.
pub const STREAM_BYTES: u64 = 256 << 20;

/// Bytes of a file that `basislint redact` writes anew: it is held in memory, three times.
pub const REDACTED_BYTES: u64 = 256 << 20;

/// Bytes of an archive that comes from standard input: it is held in memory, for its list stands at its end.
pub const ARCHIVE_HELD_BYTES: usize = 64 << 20;

/// Files and folders of an archive. Three hundred systems with two hundred exports each have fewer.
pub const ARCHIVE_ENTRIES: usize = 1 << 16;

/// Bytes of all names in an archive: they are held in memory, several times.
pub const ARCHIVE_NAMES_BYTES: u64 = 8 << 20;

/// Bytes of the path of a file in an archive: no operating system opens a longer one.
pub const ARCHIVE_PATH_BYTES: usize = 4096;

/// Archives within each other: what was packed together, a package of Cloud Integration in it, an artifact in that.
pub const ARCHIVE_DEPTH: usize = 3;

/// Bytes of archives in archives, which are held in memory, all of a run together: an integration flow has some hundred KiB, so
/// these are a thousand.
pub const ARCHIVES_HELD_BYTES: u64 = 128 << 20;

/// Bytes of what stands between two files of a tar archive: their names, and extensions.
pub const ARCHIVE_HEADER_BYTES: u64 = 1 << 20;

/// Bytes that all files of an archive unpack to. They are read as they are unpacked, so this is a limit of time.
pub const ARCHIVE_UNPACKED_BYTES: u64 = 4 << 30;

/// So many times its length an archive unpacks to. Lists that are filled with blanks reach fifty.
pub const ARCHIVE_RATIO: u64 = 200;

/// Bytes below which no ratio of an archive counts: they are read in a moment.
pub const ARCHIVE_RATIO_FROM_BYTES: u64 = 64 << 20;

/// Bytes of files of a compressed archive that are unpacked ahead, so that several threads have work.
pub const UNPACKED_AHEAD_BYTES: u64 = 8 << 20;

/// Bytes of a content of git that are held in memory, for one thread each. A longer one is read from begin to end by a git of its own.
pub const CONTENT_HELD_BYTES: u64 = 16 << 20;

/// How long to wait for somebody at the other end of a FIFO.
pub const FIFO_WAIT: std::time::Duration = std::time::Duration::from_secs(2);

/// Bytes of a configuration, rule or list file. Ten thousand suppressions have less.
pub const OWN_FILE_BYTES: u64 = 8 << 20;

/// Bytes of a profile or a route permission table that is edited. Real ones have some kilobytes.
pub const EDITED_BYTES: u64 = 1 << 20;

/// Bytes of a baseline, which is held in memory: a line has some 300 bytes, so that is two hundred thousand findings.
pub const BASELINE_BYTES: u64 = 64 << 20;

/// Bytes of a workbook as it lies on the disk: it is held in memory.
pub const WORKBOOK_BYTES: usize = 64 << 20;

/// Bytes of an old workbook (.xls), which is held twice. Its sheets have 65,536 rows; with twenty columns they have less.
pub const OLD_WORKBOOK_BYTES: usize = 32 << 20;

/// Parts of a workbook. One with a hundred sheets, drawings and comments has some four hundred.
pub const WORKBOOK_PARTS: usize = 4096;

/// Bytes of the list of parts at a workbook's end.
pub const WORKBOOK_DIRECTORY_BYTES: u64 = 1 << 20;

/// Bytes that one part of a workbook unpacks to: a sheet with all its 1,048,576 rows and twenty columns has fewer.
pub const PART_BYTES: u64 = 1 << 30;

/// So many times its packed length a part, all parts together, and the text of all cells may have. Sheets are packed to a tenth or a
/// twentieth; Apache POI draws the line at the same ratio.
pub const RATIO: u64 = 100;

/// Bytes below which no ratio counts: short parts of blank styles pack better than any sheet.
pub const RATIO_FROM_BYTES: u64 = 1 << 20;

/// Bytes of a tag or of a text between tags in a workbook. A cell holds 32,767 characters; this is three times what they are
/// if each is escaped.
pub const TOKEN_BYTES: usize = 1 << 20;

/// Elements within elements of a workbook's part. Excel nests some fifteen deep.
pub const XML_DEPTH: usize = 64;

/// Shared strings of a workbook: as many as a sheet has rows. They are held in memory.
pub const SHARED_STRINGS: u64 = 1 << 20;

/// Bytes of all shared strings of a workbook.
pub const SHARED_STRING_BYTES: u64 = 64 << 20;

/// Elements of a workbook that are kept in memory, as formats, names and relations are. Excel allows 65,490 cell formats, each
/// of up to three elements.
pub const KEPT_ELEMENTS: u64 = 1 << 18;

/// Cells of a row in a sheet: Excel has the columns A to XFD.
pub const ROW_CELLS: usize = 16_384;

/// Bytes of a row's text in a sheet: eight cells of the most that Excel allows, in any script.
pub const ROW_BYTES: usize = 1 << 20;

/// Rows of a sheet: Excel has 1,048,576.
pub const SHEET_ROWS: u32 = 1 << 20;

/// Bytes of JSON or XML. It is held in memory, and its values once more; a Cloud Connector's answer on a thousand mappings has one.
pub const TREE_BYTES: usize = 32 << 20;

/// Values and objects of JSON or XML.
pub const TREE_VALUES: usize = 1 << 20;

/// Different keys of JSON or XML. What services answer has some hundred.
pub const TREE_KEYS: usize = 1 << 17;

/// Objects, lists and elements within each other. Process definitions nest some fifteen deep.
pub const TREE_DEPTH: usize = 64;

/// Bytes of the text of all rows of JSON or XML, where eight times the file's length is less: each row has what is around it.
pub const TREE_TEXT_BYTES: u64 = 16 << 20;

/// Bytes of TOML. It is held in memory several times; a description of a Production Connector with a thousand users has a tenth.
pub const TOML_BYTES: usize = 1 << 20;

/// Bytes of the text of all cells, each as often as a cell shows it.
pub const WORKBOOK_TEXT_BYTES: u64 = 1 << 30;

/// Rows of a sheet among which its heading is looked for. Above a list stand a title and a selection.
pub const ROWS_ABOVE_HEADING: u32 = 1000;

/// Bytes of a binary file with certificates. Ten thousand of them have less.
pub const CERTIFICATES_BYTES: usize = 16 << 20;

/// Rows of a sheet of the XLSX report. Excel takes 1,048,576, and is slow long before; the workbook is held in memory, a finding with
/// some 2 KiB. Whoever has more findings than that reads them with a program.
pub const REPORT_ROWS: usize = 100_000;

/// Results of a SARIF report. GitHub's code scanning refuses a run with more, and shows 5,000 of them, the most severe
/// (docs.github.com, "SARIF results exceed one or more limits"; as of 2026).
pub const CODE_SCANNING_RESULTS: usize = 25_000;

/// Places of a SARIF result, its own among them: code scanning shows no more, and refuses those with 1,000 (same page).
pub const CODE_SCANNING_LOCATIONS: usize = 100;

/// Tags of a rule in SARIF: code scanning refuses more, and shows ten (same page).
pub const CODE_SCANNING_TAGS: usize = 20;

/// Bytes of a value whose macros are expanded. No parameter of a profile has a longer one.
pub const EXPANDED_BYTES: usize = 64 << 10;

/// Tokens of a cipher string. The crypto library knows some eighty names.
pub const CIPHER_TOKENS: usize = 1000;

/// Bytes of a file with policies, or of a container of them. SAP's largest container has 3.8 MB, its largest policy 0.2 MB.
pub const POLICY_BYTES: u64 = 64 << 20;

/// Conditions and expressions of a policy's predicate within each other. SAP's deepest has 9.
pub const PREDICATE_DEPTH: usize = 128;

/// Programs that share one run. Each of them looks at all folders, so that more of them only look longer.
pub const SHARDS: u64 = 4096;

/// Bytes of a partial result. One of ten thousand systems has some tens of MiB.
pub const PARTIAL_BYTES: u64 = 1 << 30;
