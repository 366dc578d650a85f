//! Chromium without a window, and the driver that steers it: Debian's `chromium` and `chromium-driver`.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

const START: Duration = Duration::from_mins(1);
/// One process, a profile of its own, and no word to anybody but the page.
const FLAGS: [&str; 9] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1400,900",
];

/// A driver, which ends with every browser that it started when it is dropped.
pub(super) struct Chromium {
    driver: Child,
    port: u16,
    program: PathBuf,
    home: PathBuf,
    _printed: Lines<BufReader<ChildStdout>>,
}

impl Chromium {
    /// Starts the driver on a free port. `home` is where the browser may write.
    pub(super) async fn start(home: &Path) -> Self {
        let program = installed(&["chromium", "chromium-browser", "google-chrome"], "chromium");
        let driver = installed(&["chromedriver"], "chromium-driver");
        std::fs::create_dir_all(home).unwrap();
        let mut driver = Command::new(driver)
            .arg("--port=0")
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", home)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut printed = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = timeout(START, port(&mut printed)).await.expect("chromedriver starts in a minute");
        Self { driver, port, program, home: home.to_owned(), _printed: printed }
    }

    /// A browser with an empty profile.
    pub(super) async fn browser(&self) -> Client {
        let profile = format!("--user-data-dir={}", self.home.join("profile").display());
        let arguments: Vec<&str> = FLAGS.into_iter().chain([profile.as_str()]).collect();
        let options = json!({"binary": self.program, "args": arguments});
        let capabilities = Capabilities::from_iter([("goog:chromeOptions".to_owned(), options)]);
        ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{}", self.port))
            .await
            .unwrap_or_else(|error| panic!("Chromium does not start: {error}"))
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // Killed, the driver would leave its browsers behind; asked, it takes them along.
        if let Err(error) = self.ask_to_shut_down() {
            let _ = self.driver.start_kill();
            assert!(std::thread::panicking(), "chromedriver does not shut down: {error}");
        }
    }
}

impl Chromium {
    fn ask_to_shut_down(&self) -> std::io::Result<()> {
        let mut stream = TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], self.port)))?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        stream.write_all(b"GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
        stream.read_to_end(&mut Vec::new()).map(drop)
    }
}

/// The first of these programs that is there. A test that cannot look at the page has failed.
fn installed(names: &[&str], package: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let places: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut programs = names.iter().flat_map(|name| places.iter().map(move |place| place.join(name)));
    programs.find(|program| program.is_file()).unwrap_or_else(|| {
        panic!("{} is not installed, and this test drives the page with it: apt-get install {package}", names[0])
    })
}

/// Reads on until the driver says which port it took.
async fn port(printed: &mut Lines<BufReader<ChildStdout>>) -> u16 {
    while let Some(line) = printed.next_line().await.unwrap() {
        let port = line.strip_suffix('.').and_then(|line| line.rsplit_once("on port ")).map(|(_, port)| port.parse());
        if let Some(Ok(port)) = port {
            return port;
        }
    }
    panic!("chromedriver ended before it was ready");
}
