package org.postern.transports;

import java.net.InetAddress;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.Expression;
import org.postern.api.config.MatchList;
import org.postern.api.mail.Address;

/// Compiles constants only.
final class NoCompiler implements Compiler {
    @Override
    public Expression expression(String source) {
        return FakeSettings.expression(Text.trusted(source));
    }

    @Override
    public Expression condition(String source) {
        return expression(source);
    }

    @Override
    public MatchList<Text> stringList(String source) {
        throw new UnsupportedOperationException(source);
    }

    @Override
    public MatchList<String> domainList(String source) {
        throw new UnsupportedOperationException(source);
    }

    @Override
    public MatchList<InetAddress> hostList(String source) {
        throw new UnsupportedOperationException(source);
    }

    @Override
    public MatchList<String> localPartList(String source) {
        throw new UnsupportedOperationException(source);
    }

    @Override
    public MatchList<Address> addressList(String source) {
        throw new UnsupportedOperationException(source);
    }
}
