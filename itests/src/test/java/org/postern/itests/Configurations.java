package org.postern.itests;

/// Configurations that several tests use.
final class Configurations {
    /// The routers and transports of a server that takes all mail into HOME/mail/in. What follows it are more
    /// options of the transport.
    static final String INTO_MAILDIR = """
            begin routers
            local:
              driver = accept
              transport = maildir
            begin transports
            maildir:
              driver = appendfile
              directory = HOME/mail/in
              maildir_format
              create_directory
            """;

    /// Takes mail for maildir.test into HOME/mail/in, relays mail for relay.test to a port of the loopback,
    /// refuses all else.
    static String routes(int relayPort, String rcptConditions) {
        return """
                local_interfaces = 127.0.0.1
                daemon_smtp_ports = 0
                primary_hostname = mx.example.org
                smtp_accept_max_per_connection = 0
                smtp_accept_queue_per_connection = 0
                acl_smtp_rcpt = check_rcpt

                begin acl
                check_rcpt:
                %s
                  accept domains = maildir.test : relay.test
                  deny   message = relay not permitted

                begin routers
                local:
                  driver = accept
                  domains = maildir.test
                  transport = maildir
                relay:
                  driver = manualroute
                  domains = relay.test
                  route_list = * 127.0.0.1 byname
                  self = send
                  transport = out

                begin transports
                maildir:
                  driver = appendfile
                  directory = HOME/mail/in
                  maildir_format
                  create_directory
                out:
                  driver = smtp
                  port = %d
                  allow_localhost

                begin retry
                * * F,2h,1s
                """.formatted(rcptConditions, relayPort);
    }

    /// The same without more conditions.
    static String routes(int relayPort) {
        return routes(relayPort, "");
    }

    /// Takes all mail into HOME/mail/in.
    ///
    /// @param name of the server
    /// @param policy what stands before the routers: the options, `acl_smtp_rcpt` among them, and the ACLs
    static String receiver(String name, String policy) {
        return """
                local_interfaces = 127.0.0.1
                daemon_smtp_ports = 0
                primary_hostname = %s
                %s
                """.formatted(name, policy) + INTO_MAILDIR;
    }

    /// Takes all mail and sends it to a port of localhost.
    ///
    /// @param transport more options of the transport
    static String sender(int port, String transport) {
        return """
                local_interfaces = 127.0.0.1
                daemon_smtp_ports = 0
                primary_hostname = out.example.org
                acl_smtp_rcpt = accept
                begin routers
                relay:
                  driver = manualroute
                  route_list = * localhost byname
                  self = send
                  transport = out
                begin transports
                out:
                  driver = smtp
                  port = %d
                  allow_localhost
                %s
                begin retry
                * * F,2h,1s
                """.formatted(port, transport.stripTrailing().indent(2).stripTrailing());
    }

    private Configurations() {}
}
