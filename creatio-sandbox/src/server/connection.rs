//! Connections that can be broken off in the middle of an exchange.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use futures_util::task::AtomicWaker;
#[cfg(any(target_os = "android", target_os = "linux"))]
use socket2::SockRef;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
};

/// A listener whose connections carry a [`Link`].
#[derive(Debug)]
pub(super) struct Breakable(pub(super) TcpListener);

/// A hold on one connection.
#[derive(Debug, Clone, Default)]
pub(super) struct Link(Arc<Fate>);

/// What is going to happen to a connection.
#[derive(Debug, Default)]
struct Fate {
    is_broken: AtomicBool,
    closes_when_sent: AtomicBool,
    is_closed: AtomicBool,
    /// Who waits for more to read, and has to hear that nothing comes.
    reader: AtomicWaker,
}

impl Link {
    /// Lets the next write fail, which closes the connection with nothing sent.
    pub(super) fn break_off(&self) {
        self.0.is_broken.store(true, Ordering::Release);
    }

    /// Closes the connection with the last of what is written next, without a word to the client.
    pub(super) fn close_when_sent(&self) {
        self.0.closes_when_sent.store(true, Ordering::Release);
    }

    fn is_broken(&self) -> bool {
        self.0.is_broken.load(Ordering::Acquire)
    }

    fn is_closed(&self) -> bool {
        self.0.is_closed.load(Ordering::Acquire)
    }

    fn closes_when_sent(&self) -> bool {
        self.0.closes_when_sent.load(Ordering::Acquire)
    }

    /// Notes that all was sent.
    fn close(&self) {
        self.0.is_closed.store(true, Ordering::Release);
        self.0.reader.wake();
    }
}

impl Connected<IncomingStream<'_, Breakable>> for Link {
    fn connect_info(stream: IncomingStream<'_, Breakable>) -> Self {
        stream.io().link.clone()
    }
}

impl Listener for Breakable {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        (
            Connection {
                stream,
                link: Link::default(),
            },
            address,
        )
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

/// A TCP connection with its [`Link`].
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    link: Link,
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.link.0.reader.register(context.waker());
        if self.link.is_closed() {
            // To the server this is a client that went away; it closes the connection.
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.link.is_broken() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        if self.link.closes_when_sent() {
            hold_the_last_part(&self.stream)?;
        }
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_flush(context))?;
        if self.link.closes_when_sent() && !self.link.is_closed() {
            ready!(Pin::new(&mut self.stream).poll_shutdown(context))?;
            self.link.close();
        }
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// Keeps the end of what is written until the connection closes, so that both arrive together: a
/// client never has the whole answer and a connection that seems open. Where the system does not know
/// of this, the end of the connection comes a moment after that of the answer.
#[cfg(any(target_os = "android", target_os = "linux"))]
fn hold_the_last_part(stream: &TcpStream) -> io::Result<()> {
    SockRef::from(stream).set_tcp_cork(true)
}

#[cfg(not(any(target_os = "android", target_os = "linux")))]
fn hold_the_last_part(_stream: &TcpStream) -> io::Result<()> {
    Ok(())
}
