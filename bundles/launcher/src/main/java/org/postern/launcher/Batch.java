package org.postern.launcher;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// `batch`: carries out many commands that need no running server, in one process. Each line of standard
/// input is a command as on the command line, its words separated by tabs; in a word `\\`, `\t` and `\n`
/// stand for a backslash, a tab and a newline. `<FILE`, `>FILE` and `2>FILE` as words give the command its
/// standard streams (otherwise it reads nothing, and writes where the batch does). For each line, the exit
/// status is printed as a line on standard output.
final class Batch {
    private final CommandLine own;
    private final Commands commands;

    /// @param own the command line of the batch: its home and distribution are those of each command
    Batch(CommandLine own, Commands commands) {
        this.own = own;
        this.commands = commands;
    }

    /// Carries out all lines. 0, whatever became of each.
    int run() throws IOException {
        PrintStream out = System.out;
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.ISO_8859_1));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isBlank()) {
                out.println(status(line));
                out.flush();
            }
        }
        return 0;
    }

    private int status(String line) {
        InputStream in = System.in;
        PrintStream out = System.out;
        PrintStream err = System.err;
        try {
            return redirected(line);
        } catch (UsageException | IOException e) {
            err.println("postern: batch: " + e.getMessage());
            return 1;
        } catch (RuntimeException | StackOverflowError e) {
            err.println("postern: batch: " + line + ": " + e);
            e.printStackTrace(err);
            return 1;
        } finally {
            close(System.in);
            System.out.close();
            System.err.close();
            System.setIn(in);
            System.setOut(out);
            System.setErr(err);
        }
    }

    private int redirected(String line) throws UsageException, IOException {
        List<String> words = new ArrayList<>();
        System.setIn(InputStream.nullInputStream());
        System.setOut(new PrintStream(new Kept(System.out), false, StandardCharsets.ISO_8859_1));
        System.setErr(new PrintStream(new Kept(System.err), false, StandardCharsets.ISO_8859_1));
        for (String word : line.split("\t", -1)) {
            if (word.startsWith("<")) {
                System.setIn(new FileInputStream(unescaped(word.substring(1))));
            } else if (word.startsWith(">")) {
                System.setOut(file(word.substring(1)));
            } else if (word.startsWith("2>")) {
                System.setErr(file(word.substring(2)));
            } else {
                words.add(unescaped(word));
            }
        }
        Defaults defaults = new Defaults(own.distribution(), own.home().directory());
        return commands.call(CommandLine.parse(words.toArray(String[]::new), defaults));
    }

    private static void close(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            // It was only read.
        }
    }

    private static PrintStream file(String name) throws IOException {
        return new PrintStream(new FileOutputStream(unescaped(name)), false, StandardCharsets.ISO_8859_1);
    }

    private static String unescaped(String word) {
        StringBuilder plain = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '\\' && i + 1 < word.length()) {
                i++;
                c = switch (word.charAt(i)) {
                    case 't' -> '\t';
                    case 'n' -> '\n';
                    default -> word.charAt(i);
                };
            }
            plain.append(c);
        }
        return plain.toString();
    }

    /// A stream of the process, which a command cannot close.
    private static final class Kept extends java.io.FilterOutputStream {
        Kept(java.io.OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
