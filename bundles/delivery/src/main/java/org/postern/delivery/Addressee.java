package org.postern.delivery;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.api.mail.AutoReply;
import org.postern.api.mail.Host;
import org.postern.api.mail.Recipient;
import org.postern.api.system.Accounts;
import org.postern.core.AddressOptions;
import org.postern.core.GenericOptions;
import org.postern.core.State.Slots;
import org.postern.delivery.Affixes.Affix;

/// A recipient on its way through the routers: one of the envelope, or one that a router made of another.
/// They form a tree for each recipient of the envelope; its leaves are what is delivered, and a node is
/// finished when all below it is.
///
/// Confined to one thread while it is routed, then to the thread of its batch; the count of what is open
/// below it is guarded by its [Attempt].
final class Addressee implements Recipient {
    private final Address given;
    private final Optional<Addressee> parent;
    private final Map<String, String> parameters;
    private final String key;
    private final int depth;
    private final int firstRouter;
    private final Slots slots;
    private Optional<Address> errorsTo;
    private Optional<NewSender> forwarded;
    private HeaderEdits edits;
    private boolean silent;
    private boolean logged;
    private Optional<String> fallbackHosts = Optional.empty();
    private int open;

    private Address address;
    private Affix prefix = Affix.NONE;
    private Affix suffix = Affix.NONE;
    private String localPart = "";
    private Optional<Text> localPartData = Optional.empty();
    private Optional<Text> domainData = Optional.empty();
    private Optional<Text> addressData = Optional.empty();
    private Optional<Text> target = Optional.empty();
    private Optional<Text> home = Optional.empty();
    private Optional<Accounts.User> user = Optional.empty();
    private Owner owner = Owner.NONE;
    private Optional<Text> currentDirectory = Optional.empty();
    private Map<String, Text> variables;
    private String written;
    private String selfHostname = "";
    private Optional<Text> returnPath = Optional.empty();
    private Optional<Text> verifyMode = Optional.empty();
    private Optional<RouterBlock> router = Optional.empty();
    private Optional<TransportBlock> transport = Optional.empty();
    private List<Host> hosts = List.of();

    private Addressee(
            Address given,
            Optional<Addressee> parent,
            Map<String, String> parameters,
            String key,
            int firstRouter,
            Slots slots) {
        this.given = given;
        this.written = given.toString();
        this.address = given;
        this.parent = parent;
        this.parameters = parameters;
        this.key = key;
        this.depth = parent.map(known -> known.depth + 1).orElse(0);
        this.firstRouter = firstRouter;
        this.slots = slots;
        this.errorsTo = parent.flatMap(known -> known.errorsTo);
        this.forwarded = parent.flatMap(known -> known.forwarded);
        this.logged = parent.map(known -> known.logged).orElse(true);
        this.silent = parent.map(known -> known.silent).orElse(false);
        this.edits = parent.map(known -> known.edits).orElse(HeaderEdits.NONE);
        this.addressData = parent.flatMap(known -> known.addressData);
        this.variables = parent.map(known -> known.variables).orElse(Map.of());
    }

    /// A recipient of the envelope.
    static Addressee ofEnvelope(Address address, Map<String, String> parameters) {
        Addressee addressee = new Addressee(address, Optional.empty(), parameters, address.toString(), 0, new Slots());
        addressee.errorsTo = Takeover.errorsTo(parameters);
        return addressee;
    }

    /// Another address that this one stands for.
    Addressee child(Address other, int firstRouter) {
        String text = other.toString();
        return descend(other, isOwnAncestor(other) ? again(text, "") : text, firstRouter);
    }

    /// What the address stands for where a percent sign is a second `@`, or itself.
    Addressee withoutPercent(Context context) throws ExpansionException {
        Optional<Address> plain = AddressOptions.percentHack(given, context);
        return plain.isPresent() ? child(plain.get(), firstRouter) : this;
    }

    /// The same address once more: what this router took (`part` is empty), or what it left for the next
    /// ones.
    Addressee copy(String part, int firstRouter) {
        Addressee copy = descend(given, again(given.toString(), part), firstRouter);
        copy.written = written;
        copy.address = address;
        copy.prefix = prefix;
        copy.suffix = suffix;
        copy.localPart = localPart;
        copy.localPartData = localPartData;
        copy.domainData = domainData;
        copy.home = home;
        copy.user = user;
        copy.owner = owner;
        copy.currentDirectory = currentDirectory;
        return copy;
    }

    /// A pipe or a file that this address stands for.
    Addressee target(Text target) {
        return target(target, target.value());
    }

    private Addressee target(Text target, String part) {
        Addressee child = descend(given, part + ":" + key, 0);
        child.target = Optional.of(target);
        child.address = address;
        child.written = target.value();
        child.home = home;
        child.user = user;
        child.owner = owner;
        child.currentDirectory = currentDirectory;
        child.localPart = localPart;
        return child;
    }

    /// An answer that this address has sent; its number tells it from others to the same address.
    Addressee reply(AutoReply reply, int number) {
        Text to = reply.part("to").orElse(Text.EMPTY);
        Text shown = to.with(">" + to.value());
        Addressee child = target(shown, number == 0 ? shown.value() : shown.value() + " #" + number);
        child.slots.put(AutoReply.SLOT, reply);
        return child;
    }

    private Addressee descend(Address other, String childKey, int firstRouter) {
        Addressee child = new Addressee(other, Optional.of(this), parameters, childKey, firstRouter, slots.copy());
        child.router = router;
        open++;
        return child;
    }

    private String again(String text, String part) {
        return "\\" + router.map(RouterBlock::name).orElse("") + part + "\\" + text;
    }

    private boolean isOwnAncestor(Address other) {
        return given.equals(other)
                || parent.map(known -> known.isOwnAncestor(other)).orElse(false);
    }

    /// Whether this router has already worked on the same address further up, so that it must not do so
    /// again; without `repeat_use`, on any address.
    boolean isLoop(RouterBlock candidate) {
        for (Optional<Addressee> up = parent; up.isPresent(); up = up.get().parent) {
            Addressee ancestor = up.get();
            if (ancestor.router
                            .filter(known -> known.place() == candidate.place())
                            .isPresent()
                    && (!candidate.repeatUse() || ancestor.isSame(given, candidate.caseful()))) {
                return true;
            }
        }
        return false;
    }

    private boolean isSame(Address other, boolean caseful) {
        return given.domain().equals(other.domain())
                && (caseful
                        ? given.localPart().equals(other.localPart())
                        : given.localPart().equalsIgnoreCase(other.localPart()));
    }

    /// Puts the address before a router: nothing is left of what the router before found.
    void enter(RouterBlock candidate, Address seen, Affix foundPrefix, Affix foundSuffix) {
        router = Optional.of(candidate);
        address = seen;
        prefix = foundPrefix;
        suffix = foundSuffix;
        localPart = candidate.localPart(seen.localPart());
        localPartData = Optional.empty();
        domainData = Optional.empty();
        home = Optional.empty();
        user = Optional.empty();
        owner = Owner.NONE;
        currentDirectory = Optional.empty();
    }

    /// The login name that the local part is: its data is trusted then.
    void user(Accounts.User found) {
        user = Optional.of(found);
        owner = Owner.of(found);
        home = Optional.of(Text.trusted(found.home()));
        localPartData = Optional.of(Text.trusted(found.name()));
    }

    /// As whom the recipient's delivery runs, if the transport says nothing else.
    void owner(Owner other) {
        owner = other;
    }

    Owner owner() {
        return owner;
    }

    /// Where the programs of the recipient's delivery start, if the transport says nothing else.
    void currentDirectory(Text directory) {
        currentDirectory = Optional.of(directory);
    }

    Optional<Text> currentDirectory() {
        return currentDirectory;
    }

    void home(Text directory) {
        home = Optional.of(directory);
    }

    /// Sets a variable of a router's, here and for all that is made of this address.
    void variable(String name, Text value) {
        Map<String, Text> more = new HashMap<>(variables);
        more.put(name, value);
        variables = Map.copyOf(more);
    }

    /// How the address was written.
    void written(String text) {
        written = text;
    }

    String written() {
        return written;
    }

    void selfHostname(String host) {
        selfHostname = host;
    }

    void domainData(Text data) {
        domainData = Optional.of(data);
    }

    void localPartData(Text data) {
        localPartData = Optional.of(data);
    }

    void addressData(Text data) {
        addressData = Optional.of(data);
    }

    void returnPath(Address path) {
        returnPath = Optional.of(Text.tainted(path.toString()));
    }

    void errorsTo(Address other) {
        errorsTo = Optional.of(other);
    }

    void forwarded(NewSender sender) {
        forwarded = Optional.of(sender);
    }

    void edit(HeaderEdits more) {
        edits = edits.and(more);
    }

    void assign(TransportBlock chosen, List<Host> found) {
        transport = Optional.of(chosen);
        hosts = found;
        open = 1;
    }

    /// Takes one from what is open below this node; true if nothing is left.
    boolean close() {
        return --open <= 0;
    }

    /// Whether nothing but what closes now is open below this node.
    boolean isLastOpen() {
        return open <= 1;
    }

    /// The address with its prefix and suffix, in the case in which it came.
    Address given() {
        return given;
    }

    /// What tells this recipient from every other of the message, also after a restart.
    String key() {
        return key;
    }

    int depth() {
        return depth;
    }

    int firstRouter() {
        return firstRouter;
    }

    Slots slots() {
        return slots;
    }

    Optional<Addressee> parentAddressee() {
        return parent;
    }

    /// The recipient of the envelope that this one comes from, or itself.
    Addressee root() {
        Addressee top = this;
        while (top.parent.isPresent()) {
            top = top.parent.get();
        }
        return top;
    }

    Optional<Address> errorsTo() {
        return errorsTo;
    }

    /// As whom the message leaves for this recipient, if a router says so.
    Optional<NewSender> forwarded() {
        return forwarded;
    }

    /// For `$verify_mode`.
    void routedFor(Purpose purpose) {
        if (purpose == Purpose.VERIFY_SENDER) {
            verifyMode = Optional.of(Text.trusted("S"));
        } else if (purpose == Purpose.VERIFY_RECIPIENT) {
            verifyMode = Optional.of(Text.trusted("R"));
        }
    }

    /// Nobody is to be told if this recipient, or one made of it, fails.
    void silence() {
        silent = true;
    }

    /// The log is to say nothing of it.
    void unlogged() {
        logged = false;
    }

    boolean isLogged() {
        return logged;
    }

    /// The list of hosts to try when those of the router are used up.
    void fallbackHosts(String list) {
        fallbackHosts = Optional.of(list);
    }

    Optional<String> fallbackHosts() {
        return fallbackHosts;
    }

    /// The nearest address on the way from the envelope that may be told to the sender.
    Addressee shown() {
        Addressee shown = this;
        for (Addressee up = this; up.parent.isPresent(); up = up.parent.get()) {
            boolean hidden = up.parent
                    .get()
                    .router
                    .filter(known -> known.driver().hidesChildren())
                    .isPresent();
            shown = hidden ? up.parent.get() : shown;
        }
        return shown;
    }

    boolean isSilent() {
        return silent;
    }

    HeaderEdits edits() {
        return edits;
    }

    Optional<RouterBlock> router() {
        return router;
    }

    Optional<TransportBlock> transport() {
        return transport;
    }

    List<Host> hosts() {
        return hosts;
    }

    Optional<Text> target() {
        return target;
    }

    /// `$local_part`: without prefix and suffix, in lower case unless the router says `caseful_local_part`.
    String localPart() {
        return localPart;
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public Optional<Recipient> parent() {
        return parent.map(known -> known);
    }

    @Override
    public Map<String, String> parameters() {
        return parameters;
    }

    @Override
    public Optional<Text> fact(String name) {
        return switch (name) {
            case "local_part" -> router.map(_ -> Text.tainted(localPart));
            case "local_part_prefix" -> affix(prefix.text());
            case "local_part_prefix_v" -> affix(prefix.variable());
            case "local_part_suffix" -> affix(suffix.text());
            case "local_part_suffix_v" -> affix(suffix.variable());
            case "local_part_data" -> localPartData;
            case "domain_data" -> domainData;
            case "address_data" -> addressData;
            case "address_pipe" ->
                target.filter(text -> text.value().startsWith("|"))
                        .map(text -> text.with(text.value().substring(1)));
            case "address_file" -> target.filter(text -> !text.value().startsWith("|"));
            case "return_path" -> returnPath;
            case "verify_mode" -> verifyMode;
            case "router_name" -> router.map(known -> Text.trusted(known.name()));
            case "home" -> home;
            case "local_user_uid" -> user.map(known -> Text.trusted(Integer.toString(known.uid())));
            case "local_user_gid" -> user.map(known -> Text.trusted(Integer.toString(known.gid())));
            case "self_hostname" -> Optional.of(Text.tainted(selfHostname));
            case "dsn_lasthop" ->
                router.filter(known -> known.settings().get(GenericOptions.DSN_LASTHOP))
                        .map(_ -> Text.trusted("yes"));
            case "transport_name" -> transport.map(known -> Text.trusted(known.name()));
            default -> Optional.ofNullable(variables.get(name));
        };
    }

    private static Optional<Text> affix(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Text.tainted(text));
    }

    @Override
    public String toString() {
        return key;
    }
}
