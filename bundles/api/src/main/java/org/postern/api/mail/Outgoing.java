package org.postern.api.mail;

import java.util.List;

/// A message as it leaves: what the options of router and transport have made of its header, and its body.
/// Immutable; a filter on the way out makes another.
///
/// @param returnPath the envelope sender
/// @param headers the header fields, in order; without any, there is no empty line before the body either
/// @param body the body
public record Outgoing(Address returnPath, List<Header> headers, Content body) {
    /// The header cannot be changed.
    public Outgoing {
        headers = List.copyOf(headers);
    }

    /// This message with another header.
    public Outgoing withHeaders(List<Header> other) {
        return new Outgoing(returnPath, other, body);
    }

    /// This message with one more field before all others.
    public Outgoing withFirst(Header header) {
        List<Header> all = new java.util.ArrayList<>(headers);
        all.addFirst(header);
        return withHeaders(all);
    }

    /// The size in bytes, with the line between header and body.
    public long size() {
        long size = 2 + body.size();
        for (Header header : headers) {
            size += header.text().length();
        }
        return size;
    }
}
