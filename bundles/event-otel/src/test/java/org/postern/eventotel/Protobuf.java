package org.postern.eventotel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A message of Protocol Buffers as its fields, in their order.
record Protobuf(List<Field> fields) {
    /// @param value of a number
    /// @param bytes of all else
    record Field(int number, long value, ByteBuffer bytes) {}

    static Protobuf of(ByteBuffer message) {
        List<Field> fields = new ArrayList<>();
        ByteBuffer rest = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (rest.hasRemaining()) {
            int tag = (int) varint(rest);
            int number = tag >> 3;
            fields.add(
                    switch (tag & 7) {
                        case 0 -> new Field(number, varint(rest), ByteBuffer.allocate(0));
                        case 1 -> new Field(number, rest.getLong(), ByteBuffer.allocate(0));
                        case 2 -> new Field(number, 0, bytes(rest));
                        case 5 -> new Field(number, rest.getInt(), ByteBuffer.allocate(0));
                        default -> throw new IllegalArgumentException("tag " + tag);
                    });
        }
        return new Protobuf(fields);
    }

    private static ByteBuffer bytes(ByteBuffer rest) {
        int length = (int) varint(rest);
        ByteBuffer bytes = rest.slice(rest.position(), length);
        rest.position(rest.position() + length);
        return bytes;
    }

    private static long varint(ByteBuffer rest) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = rest.get();
            value |= (long) (next & 127) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private List<Field> numbered(int number) {
        return fields.stream().filter(field -> field.number() == number).toList();
    }

    List<Protobuf> messages(int number) {
        return numbered(number).stream().map(field -> of(field.bytes())).toList();
    }

    byte[] bytes(int number) {
        ByteBuffer value = numbered(number).stream()
                .findFirst()
                .map(field -> field.bytes().duplicate())
                .orElse(ByteBuffer.allocate(0));
        byte[] bytes = new byte[value.remaining()];
        value.get(bytes);
        return bytes;
    }

    String text(int number) {
        return new String(bytes(number), StandardCharsets.UTF_8);
    }

    long value(int number) {
        return numbered(number).stream().findFirst().map(Field::value).orElse(0L);
    }
}
