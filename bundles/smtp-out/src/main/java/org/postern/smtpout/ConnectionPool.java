package org.postern.smtpout;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// The open sessions of one transport: those in use are counted, so that no host gets too many, and those
/// that have done their message wait a short time for the next. Safe for any number of threads.
///
/// When a connection cannot be made, those who wait for a place at the same host fail with the same reason:
/// they would else wait in turn for what does not come.
final class ConnectionPool implements AutoCloseable {
    private final int maxPerHost;
    private final Duration idleLimit;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock, as are the peers in it.
    private final Map<Object, Peer> peers = new HashMap<>();
    private boolean sweeping;
    private boolean closed;

    ConnectionPool(int maxPerHost, Duration idleLimit) {
        this.maxPerHost = maxPerHost;
        this.idleLimit = idleLimit;
    }

    private final class Peer {
        private final Condition left = lock.newCondition();
        private final Deque<Idle> idle = new ArrayDeque<>();
        private int inUse;
        private int waiting;
        private long failures;
        private Optional<HostTrouble> lastFailure = Optional.empty();

        boolean isForgotten() {
            return inUse == 0 && waiting == 0 && idle.isEmpty();
        }
    }

    private record Idle(SmtpSession session, long until) {}

    /// Waits for a place among the connections of `key`.
    Place enter(Object key) throws HostTrouble {
        lock.lock();
        try {
            Peer peer = peers.computeIfAbsent(key, _ -> new Peer());
            await(peer);
            peer.inUse++;
            return new Place(key, peer);
        } finally {
            lock.unlock();
        }
    }

    private void await(Peer peer) throws HostTrouble {
        long failuresBefore = peer.failures;
        peer.waiting++;
        try {
            while (peer.inUse >= maxPerHost) {
                peer.left.await();
                if (peer.failures != failuresBefore) {
                    throw sameAs(peer.lastFailure.orElseThrow());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HostTrouble.of(HostTrouble.Kind.LOCAL, "interrupted while waiting for a connection");
        } finally {
            peer.waiting--;
        }
    }

    private static HostTrouble sameAs(HostTrouble failure) {
        return HostTrouble.of(failure.kind(), String.valueOf(failure.getMessage()))
                .because(failure.what());
    }

    /// How many sessions are kept for another message.
    int idle() {
        lock.lock();
        try {
            return peers.values().stream().mapToInt(peer -> peer.idle.size()).sum();
        } finally {
            lock.unlock();
        }
    }

    /// Ends the sessions that are kept, and keeps no more.
    @Override
    public void close() {
        List<SmtpSession> ended = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            peers.values().forEach(peer -> drain(peer, ended));
            peers.values().removeIf(Peer::isForgotten);
        } finally {
            lock.unlock();
        }
        ended.forEach(SmtpSession::quit);
    }

    private static void drain(Peer peer, List<SmtpSession> ended) {
        peer.idle.forEach(idle -> ended.add(idle.session()));
        peer.idle.clear();
    }

    private void sweep() {
        long pause = 0;
        while (pause >= 0) {
            LockSupport.parkNanos(pause);
            pause = endOverdue();
        }
    }

    /// Ends the sessions whose time is over; returns the nanoseconds until the next one's is, or -1 if there
    /// is none.
    private long endOverdue() {
        List<SmtpSession> ended = new ArrayList<>();
        long now = System.nanoTime();
        long next = -1;
        lock.lock();
        try {
            for (Peer peer : peers.values()) {
                while (!peer.idle.isEmpty() && peer.idle.peekLast().until() - now <= 0) {
                    ended.add(peer.idle.removeLast().session());
                }
                if (!peer.idle.isEmpty()) {
                    long left = peer.idle.peekLast().until() - now;
                    next = next < 0 ? left : Math.min(next, left);
                }
            }
            peers.values().removeIf(Peer::isForgotten);
            sweeping = next >= 0;
        } finally {
            lock.unlock();
        }
        ended.forEach(SmtpSession::quit);
        return next;
    }

    /// The right to one connection. Confined to one thread.
    final class Place implements AutoCloseable {
        private final Object key;
        private final Peer peer;

        private Place(Object key, Peer peer) {
            this.key = key;
            this.peer = peer;
        }

        /// A session that waits for a message, if there is one: the one that has waited least.
        Optional<SmtpSession> idle() {
            lock.lock();
            try {
                return Optional.ofNullable(peer.idle.poll()).map(Idle::session);
            } finally {
                lock.unlock();
            }
        }

        /// Keeps a session for the next message.
        ///
        /// @param events of the time in which it serves none
        void keep(SmtpSession session, HostEvents events) {
            lock.lock();
            try {
                if (!closed && idleLimit.isPositive()) {
                    session.serves(events);
                    peer.idle.push(new Idle(session, System.nanoTime() + idleLimit.toNanos()));
                    startSweeping();
                    return;
                }
            } finally {
                lock.unlock();
            }
            session.quit();
        }

        private void startSweeping() {
            if (!sweeping) {
                sweeping = true;
                Thread.ofVirtual().name("smtp-idle").start(ConnectionPool.this::sweep);
            }
        }

        /// Tells those who wait that no connection can be made.
        void failed(HostTrouble failure) {
            lock.lock();
            try {
                peer.failures++;
                peer.lastFailure = Optional.of(failure);
                peer.left.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                peer.inUse--;
                peer.left.signal();
                if (peer.isForgotten()) {
                    peers.remove(key, peer);
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
