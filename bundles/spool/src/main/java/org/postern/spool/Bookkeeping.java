package org.postern.spool;

/// Keeps account of what is durable. Called by the writer's thread.
interface Bookkeeping {
    /// The message stands there now, durably.
    void kept(Entry entry, Location location);

    /// That the message is gone is durable.
    void gone(Entry entry);

    /// This is to be written before all else when the disk works again.
    void owe(Pending pending);
}
