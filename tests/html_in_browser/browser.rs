//! Opening, printing and driving a page in a browser without a screen.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

fn browser() -> Option<PathBuf> {
    let named = std::env::var_os("BASISLINT_CHROMIUM").map(PathBuf::from);
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let folders: Vec<PathBuf> =
        std::env::var_os("PATH").map_or(Vec::new(), |path| std::env::split_paths(&path).collect());
    let on_path = || names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    let found = named.or_else(|| on_path().find(|path| path.is_file()));
    assert!(found.is_some() || std::env::var_os("BASISLINT_REQUIRE_CHROMIUM").is_none(), "there is no Chromium");
    if found.is_none() {
        eprintln!("skipped: there is no Chromium; set BASISLINT_CHROMIUM to its path");
    }
    found
}

/// Opens a page and gives the document as it is in the end, and what the console said.
pub(super) fn open(page: &str, more: &[&str]) -> Option<(String, String)> {
    let browser = browser()?;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.html");
    std::fs::write(&path, page).unwrap();
    let output = Command::new(browser)
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--enable-logging=stderr"])
        .args(["--no-first-run", "--disable-extensions", "--window-size=1400,1000", "--virtual-time-budget=20000"])
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .args(more)
        .arg("--dump-dom")
        .arg(format!("file://{}", path.display()))
        .output()
        .unwrap();
    let console = String::from_utf8_lossy(&output.stderr)
        .lines()
        .filter(|line| line.contains("CONSOLE"))
        .collect::<Vec<_>>()
        .join("\n");
    Some((String::from_utf8_lossy(&output.stdout).into_owned(), console))
}

/// Prints a page and gives the number of sheets.
pub(super) fn sheets(page: &str) -> Option<usize> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.pdf");
    open(page, &["--no-pdf-header-footer", &format!("--print-to-pdf={}", path.display())])?;
    let pdf = std::fs::read(&path).unwrap();
    let pdf = String::from_utf8_lossy(&pdf);
    // `/Type /Pages` is the list of them.
    let number = pdf.match_indices("/Type /Page").filter(|(at, word)| !pdf[at + word.len()..].starts_with('s')).count();
    assert!(number > 0, "the browser writes PDF in another way");
    Some(number)
}

/// Runs a script in a copy of the page and gives what it returns. The copy differs in the policy, which lets the script in.
pub(super) fn drive(page: &str, script: &str, more: &[&str]) -> Option<Value> {
    let (before, rest) = page.split_once("script-src 'sha256-").unwrap();
    let (_, after) = rest.split_once('\'').unwrap();
    let driver = format!(
        "<script>
        addEventListener('load', async () => {{
          const say = (value) => {{
            const place = document.createElement('pre');
            place.id = 'driver';
            place.textContent = '[[' + encodeURIComponent(JSON.stringify(value)) + ']]';
            document.body.append(place);
          }};
          try {{ say(await (async () => {{ {script} }})()); }} catch (error) {{ say({{ failed: String(error.stack) }}); }}
        }});
        </script></body>"
    );
    let watch = "<script>
        window.seen = [];
        addEventListener('error', (event) => seen.push(String(event.message)));
        addEventListener('securitypolicyviolation', (event) => seen.push(event.violatedDirective + ' ' + event.blockedURI));
        </script><style>";
    let page = format!("{before}script-src 'unsafe-inline'{after}").replacen("<style>", watch, 1);
    let page = format!("{}{driver}</html>", page.rsplit_once("</body>").unwrap().0);
    let (document, console) = open(&page, more)?;
    assert_eq!(console, "");
    let Some((_, said)) = document.split_once("<pre id=\"driver\">[[") else { panic!("the script did not end") };
    let said = said.split("]]").next().unwrap();
    let said: Value = serde_json::from_str(&percent_encoding::percent_decode_str(said).decode_utf8().unwrap()).unwrap();
    assert_eq!(said["failed"], Value::Null, "{said}");
    assert_eq!(said["seen"], serde_json::json!([]), "errors, or requests that the policy refused");
    Some(said)
}

/// What every script may use.
pub(super) const TOOLS: &str = r"
const by = (id) => document.getElementById(id);
const all = (selector) => Array.from(document.querySelectorAll(selector));
// A browser without a screen draws no frames that one could wait for; events are tasks.
const frames = async () => {
  for (let number = 0; number < 2; number++) await new Promise((next) => setTimeout(next, 0));
};
const set = async (id, value) => {
  const field = by(id);
  if (field.type === 'checkbox') field.click();
  else { field.value = value; field.dispatchEvent(new Event('input', { bubbles: true })); }
  await frames();
};
const shown = (selector) => all(selector).filter((element) => element.checkVisibility()).length;
const visible = () => ['#matrix tbody tr', '.tiles > li', '.system'].map(shown);
const reset = async () => { by('clear').click(); await frames(); };
";

/// `frame` shows a copy of the page, all unfolded, as a telephone does; `inner` is its document.
pub(super) const NARROW: &str = r"
const copy = document.documentElement.cloneNode(true);
copy.querySelectorAll('script').forEach((script) => script.remove());
copy.querySelectorAll('details').forEach((details) => { details.open = true; });
const frame = document.createElement('iframe');
frame.style.cssText = 'width: 360px; height: 800px; border: 0';
document.body.append(frame);
const inner = frame.contentDocument;
inner.open();
inner.write(copy.outerHTML);
inner.close();
await frames();
";
