//! The load balancer in front of the replicas: each connection goes to one of those that live.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io;
use tokio::net::{TcpListener, TcpStream};
use url::Url;

/// A balancer.
#[derive(Clone)]
pub struct Front {
    address: SocketAddr,
    living: Arc<Mutex<Vec<SocketAddr>>>,
}

impl Front {
    /// Opens one. It ends with the executor.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let front = Self { address: listener.local_addr().unwrap(), living: Arc::default() };
        let (living, turn) = (Arc::clone(&front.living), Arc::new(AtomicUsize::new(0)));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(pass(client, Arc::clone(&living), Arc::clone(&turn)));
            }
        });
        front
    }

    /// Where it listens.
    pub fn url(&self) -> Url {
        Url::parse(&format!("http://{}/", self.address)).unwrap()
    }

    /// A replica lives.
    pub fn joins(&self, replica: SocketAddr) {
        self.living.lock().unwrap().push(replica);
    }

    /// A replica is gone.
    pub fn leaves(&self, replica: SocketAddr) {
        self.living.lock().unwrap().retain(|living| *living != replica);
    }
}

async fn pass(mut client: TcpStream, living: Arc<Mutex<Vec<SocketAddr>>>, turn: Arc<AtomicUsize>) {
    let living = living.lock().unwrap().clone();
    for _ in 0..living.len() {
        let replica = living[turn.fetch_add(1, Ordering::Relaxed) % living.len()];
        if let Ok(mut server) = TcpStream::connect(replica).await {
            let _ = io::copy_bidirectional(&mut client, &mut server).await;
            return;
        }
    }
}
