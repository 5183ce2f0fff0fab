package org.postern.lookupredis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import redis.clients.jedis.commands.ProtocolCommand;

/// A command and its arguments. White space stands between them, and a backslash makes any character a part
/// of its word; nothing else means anything. Each word goes to the server with its length before it, so that
/// no byte in it can end it.
///
/// @param words none for an empty query
record RedisCommand(List<String> words) {
    /// How many words a command may have.
    static final int MAX_WORDS = 1024;

    /// Commands that change nothing: they may be sent again, and their answers remembered.
    private static final Set<String> READS = words("""
            BITCOUNT BITPOS DBSIZE ECHO EXISTS EXPIRETIME GEODIST GEOHASH GEOPOS GEOSEARCH GET GETBIT GETRANGE
            HEXISTS HGET HGETALL HKEYS HLEN HMGET HSTRLEN HVALS KEYS LCS LINDEX LLEN LPOS LRANGE MGET PEXPIRETIME
            PFCOUNT PING PTTL SCARD SDIFF SINTER SINTERCARD SISMEMBER SMEMBERS SMISMEMBER STRLEN SUBSTR SUNION TTL
            TYPE ZCARD ZCOUNT ZDIFF ZINTER ZLEXCOUNT ZMSCORE ZRANGE ZRANGEBYLEX ZRANGEBYSCORE ZRANK ZREVRANGE
            ZREVRANGEBYLEX ZREVRANGEBYSCORE ZREVRANK ZSCORE ZUNION""");

    /// Commands that change what the connection is, so that nobody else can go on with it.
    private static final Set<String> OF_CONNECTION = words("""
            ASKING AUTH CLIENT DISCARD EXEC FAILOVER HELLO MONITOR MULTI PSUBSCRIBE PSYNC PUNSUBSCRIBE QUIT READONLY
            READWRITE REPLCONF RESET SELECT SHUTDOWN SSUBSCRIBE SUBSCRIBE SUNSUBSCRIBE SWAPDB SYNC UNSUBSCRIBE UNWATCH
            WATCH""");

    private static final String SPACE = " \t\n\u000b\f\r";

    /// The words cannot be changed.
    RedisCommand {
        words = List.copyOf(words);
    }

    static RedisCommand parse(String text) throws IOException {
        List<String> words = new ArrayList<>();
        int at = afterSpace(text, 0);
        while (at < text.length()) {
            if (words.size() == MAX_WORDS) {
                throw new IOException("more than " + MAX_WORDS + " words in a Redis command");
            }
            StringBuilder word = new StringBuilder();
            at = afterWord(text, at, word);
            words.add(word.toString());
            at = afterSpace(text, at);
        }
        return new RedisCommand(words);
    }

    private static int afterWord(String text, int start, StringBuilder word) {
        int at = start;
        while (at < text.length() && !isSpace(text.charAt(at))) {
            char c = text.charAt(at++);
            if (c == '\\') {
                if (at == text.length()) {
                    return at;
                }
                c = text.charAt(at++);
            }
            word.append(c);
        }
        return at;
    }

    private static int afterSpace(String text, int start) {
        int at = start;
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(char c) {
        return SPACE.indexOf(c) >= 0;
    }

    /// The text as one word, or part of one.
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isSpace(c) || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.toString();
    }

    boolean isEmpty() {
        return words.isEmpty();
    }

    /// Whether it changes nothing.
    boolean isRead() {
        return READS.contains(verb());
    }

    /// Whether another command may follow on the same connection.
    boolean leavesConnection() {
        return !OF_CONNECTION.contains(verb());
    }

    private String verb() {
        return isEmpty() ? "" : words.getFirst().toUpperCase(Locale.ROOT);
    }

    /// The command for the wire.
    ProtocolCommand name() {
        byte[] name = words.getFirst().getBytes(StandardCharsets.ISO_8859_1);
        return () -> name;
    }

    /// The arguments for the wire.
    byte[][] arguments() {
        return words.stream()
                .skip(1)
                .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
                .toArray(byte[][]::new);
    }

    private static Set<String> words(String text) {
        return Set.copyOf(List.of(text.split("\\s+", -1)));
    }
}
