package org.tomcatwsgi.migration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what becomes of the directives; several remarks on one are one finding: not supported counts most, needless least. */
final class Findings {

    private final Map<String, Finding> findings = new LinkedHashMap<>();

    void add(Node node, Verdict verdict, String remark) {
        findings.merge(node.position() + " " + node.name(), new Finding(node.position(), node.toString(), verdict, remark), Findings::merge);
    }

    private static Finding merge(Finding one, Finding other) {
        List<Verdict> both = List.of(one.verdict(), other.verdict());
        Verdict verdict = both.contains(Verdict.NOT_SUPPORTED) ? Verdict.NOT_SUPPORTED : both.contains(Verdict.MAPPED) ? Verdict.MAPPED : Verdict.NEEDLESS;
        String remark = one.remark().contains(other.remark()) ? one.remark() : one.remark() + "; " + other.remark();
        return new Finding(one.position(), one.directive(), verdict, remark);
    }

    boolean knows(Node node) {
        return findings.containsKey(node.position() + " " + node.name());
    }

    /** In the order of files and lines: files as they were first met. */
    List<Finding> all() {
        Map<Object, List<Finding>> files = new LinkedHashMap<>();
        for (Finding finding : findings.values()) {
            files.computeIfAbsent(finding.position().file(), file -> new ArrayList<>()).add(finding);
        }
        List<Finding> all = new ArrayList<>();
        for (List<Finding> ofFile : files.values()) {
            ofFile.stream().sorted(Comparator.comparingInt(finding -> finding.position().line())).forEach(all::add);
        }
        return all;
    }
}
