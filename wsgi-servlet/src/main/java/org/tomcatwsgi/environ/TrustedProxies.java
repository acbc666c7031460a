package org.tomcatwsgi.environ;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The peers whose forwarding headers count (D-19). Immutable. */
public final class TrustedProxies {

    /** In place of addresses: every peer is trusted, as in mod_wsgi without WSGITrustedProxies. */
    public static final String EVERY_PEER = "*";

    private final List<AddressBlock> blocks;
    private final boolean everyPeer;

    private TrustedProxies(List<AddressBlock> blocks, boolean everyPeer) {
        this.blocks = blocks;
        this.everyPeer = everyPeer;
    }

    /**
     * Reads addresses and CIDR blocks of IPv4 and IPv6, or {@value #EVERY_PEER} alone.
     *
     * @throws IllegalArgumentException with the remedy as its message
     */
    public static TrustedProxies of(List<String> proxies) {
        if (proxies.equals(List.of(EVERY_PEER))) {
            return new TrustedProxies(List.of(), true);
        }
        List<AddressBlock> blocks = new ArrayList<>();
        for (String proxy : proxies) {
            blocks.add(AddressBlock.parse(proxy).orElseThrow(() -> new IllegalArgumentException(
                    "write addresses as 10.0.0.1 or fd00::1 and blocks as 10.0.0.0/8, separated by commas, or * alone to trust every peer; [" + proxy + "] is none")));
        }
        return new TrustedProxies(List.copyOf(blocks), false);
    }

    /** Whether every peer is trusted, so that nothing tells proxies from clients. */
    boolean everyPeer() {
        return everyPeer;
    }

    /** Whether a peer, or an entry of X-Forwarded-For, is one of them. */
    boolean contains(String address) {
        if (everyPeer) {
            return true;
        }
        if (address == null) {
            return false;
        }
        Optional<byte[]> bytes = AddressBlock.bytes(address);
        return bytes.isPresent() && blocks.stream().anyMatch(block -> block.contains(bytes.get()));
    }
}
