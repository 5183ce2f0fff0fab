package org.postern.spool;

/// What the writer leaves to others: nothing of it keeps a message waiting. No method waits.
interface Upkeep {
    /// A spare file for the next segment is wanted.
    void provideSpare();

    /// Nothing in the segment is needed any more.
    void reclaim(Segment segment);

    /// What is needed of the segment is to be moved to the current one.
    void compact(Segment segment);

    /// Writing to the segment has failed: is what it keeps still there?
    void verify(Segment segment);

    /// The file of a body is not needed any more.
    void removeBody(String id);
}
