package dev.lineage.core.internal.codec;

import static dev.lineage.core.internal.codec.Codec.constant;
import static dev.lineage.core.internal.codec.Codec.duration;
import static dev.lineage.core.internal.codec.Codec.list;
import static dev.lineage.core.internal.codec.Codec.lower;
import static dev.lineage.core.internal.codec.Codec.map;
import static dev.lineage.core.internal.codec.Codec.object;
import static dev.lineage.core.internal.codec.Codec.pin;
import static dev.lineage.core.internal.codec.Codec.reading;
import static dev.lineage.core.internal.codec.Codec.time;

import dev.lineage.internal.json.Json;
import dev.lineage.internal.json.JsonException;
import dev.lineage.internal.json.JsonFields;
import dev.lineage.internal.json.JsonWriter;
import dev.lineage.model.Approval;
import dev.lineage.model.Collected;
import dev.lineage.model.Digest;
import dev.lineage.model.Evaluation;
import dev.lineage.model.Evidence;
import dev.lineage.model.Finding;
import dev.lineage.model.Gate;
import dev.lineage.model.Grounds;
import dev.lineage.model.LegalHold;
import dev.lineage.model.Metric;
import dev.lineage.model.Policy;
import dev.lineage.model.PromotionAttempt;
import dev.lineage.model.Rehearsal;
import dev.lineage.model.Rule;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Stage;
import dev.lineage.model.Stakes;
import dev.lineage.model.Subject;
import dev.lineage.model.Tier;
import dev.lineage.model.Tolerance;
import dev.lineage.model.Value;
import dev.lineage.model.VersionName;
import dev.lineage.model.Withdrawal;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** The bodies of the entry types that say what may run where, format 1 each; otherwise as {@link Codec}. */
public final class GovernanceCodec {
    private static final String EVALUATION_DOMAIN = "lineage/evaluation/1";
    private static final String APPROVAL_DOMAIN = "lineage/approval/1";

    private GovernanceCodec() {}

    // ---- stage

    /** The body of a {@code stage} entry. */
    public static String stage(Stage stage) {
        Json.Builder body = content(stage);
        stage.envelope().ifPresent(envelope -> body.put("envelope", TrustCodec.json(envelope)));
        return JsonWriter.canonicalText(body.build());
    }

    /** What a signature of a move is over. */
    static Json.Builder content(Stage stage) {
        return optional(
                        Json.Obj.builder()
                                .put("model", stage.model())
                                .put("stage", stage.name())
                                .put("version", stage.version().toString())
                                .put("digest", stage.digest().toString())
                                .put("revision", stage.revision()),
                        "restores",
                        stage.restores())
                .putIf("same-environment", stage.sameEnvironment())
                .putIf("predictions-logged", stage.predictionsLogged())
                .put("by", stage.by())
                .put("at", time(stage.at()))
                .put("reason", stage.reason())
                .put("grounds", grounds(stage.grounds()));
    }

    /**
     * A stage from its body.
     *
     * @throws JsonException if the body is malformed
     */
    public static Stage stage(String body, long position) {
        return reading(() -> {
            JsonFields fields = object(body)
                    .allow(
                            "model",
                            "stage",
                            "version",
                            "digest",
                            "revision",
                            "restores",
                            "same-environment",
                            "predictions-logged",
                            "by",
                            "at",
                            "reason",
                            "grounds",
                            "envelope");
            return new Stage(
                    fields.string("model"),
                    fields.string("stage"),
                    VersionName.parse(fields.string("version")),
                    Digest.parse(fields.string("digest")),
                    fields.integer("revision"),
                    optionalInteger(fields, "restores"),
                    fields.isSet("same-environment"),
                    fields.isSet("predictions-logged"),
                    fields.string("by"),
                    time(fields, "at"),
                    fields.string("reason"),
                    grounds(fields.object("grounds")),
                    fields.optionalObject("envelope").map(TrustCodec::envelope),
                    position);
        });
    }

    /** The body of a {@code promotion-attempt} entry. */
    public static String attempt(PromotionAttempt attempt) {
        return JsonWriter.canonicalText(Json.Obj.builder()
                .put("model", attempt.model())
                .put("stage", attempt.stage())
                .put("number", attempt.number())
                .put("version", attempt.version().toString())
                .put("digest", attempt.digest().toString())
                .put("outcome", lower(attempt.outcome()))
                .put("by", attempt.by())
                .put("at", time(attempt.at()))
                .put("reason", attempt.reason())
                .put("grounds", grounds(attempt.grounds()))
                .build());
    }

    /**
     * A promotion that moved nothing, from its body.
     *
     * @throws JsonException if the body is malformed
     */
    public static PromotionAttempt attempt(String body, long position) {
        return reading(() -> {
            JsonFields fields = object(body)
                    .allow("model", "stage", "number", "version", "digest", "outcome", "by", "at", "reason", "grounds");
            return new PromotionAttempt(
                    fields.string("model"),
                    fields.string("stage"),
                    fields.integer("number"),
                    VersionName.parse(fields.string("version")),
                    Digest.parse(fields.string("digest")),
                    constant(PromotionAttempt.Outcome.class, fields, "outcome"),
                    fields.string("by"),
                    time(fields, "at"),
                    fields.string("reason"),
                    grounds(fields.object("grounds")),
                    position);
        });
    }

    private static Json grounds(Grounds grounds) {
        return Json.Obj.builder()
                .put("gate", grounds.gate())
                .putIfPresent("evaluation", grounds.evaluation().map(Digest::toString))
                .putIfPresent("baseline", grounds.baseline().map(VersionName::toString))
                .putIfPresent(
                        "baseline-evaluation", grounds.baselineEvaluation().map(Digest::toString))
                .putUnlessEmpty("approvals", digests(grounds.approvals()))
                .putIfPresent("override", grounds.override())
                .putUnlessEmpty("findings", findings(grounds.findings()))
                .build();
    }

    private static Json findings(List<Finding> findings) {
        return list(
                findings,
                finding -> Json.Obj.builder()
                        .put("check", finding.check())
                        .put("verdict", lower(finding.verdict()))
                        .put("found", finding.found())
                        .put("remedy", finding.remedy())
                        .build());
    }

    private static List<Finding> findings(JsonFields fields) {
        return fields.list("findings", finding -> {
            finding.allow("check", "verdict", "found", "remedy");
            return new Finding(
                    finding.string("check"),
                    constant(Finding.Verdict.class, finding, "verdict"),
                    finding.string("found"),
                    finding.string("remedy"));
        });
    }

    private static Grounds grounds(JsonFields fields) {
        fields.allow("gate", "evaluation", "baseline", "baseline-evaluation", "approvals", "override", "findings");
        return new Grounds(
                fields.integer("gate"),
                fields.optionalString("evaluation").map(Digest::parse),
                fields.optionalString("baseline").map(VersionName::parse),
                fields.optionalString("baseline-evaluation").map(Digest::parse),
                fields.strings("approvals").stream().map(Digest::parse).toList(),
                fields.optionalString("override"),
                findings(fields));
    }

    // ---- evaluation

    /** The evaluation with its digest, which is that of everything else that it says. */
    public static Evaluation withDigest(Evaluation e) {
        return new Evaluation(
                e.version(),
                e.versionDigest(),
                e.evalSet(),
                e.metrics(),
                e.slices(),
                e.reports(),
                e.evaluator(),
                e.by(),
                e.at(),
                Digest.of(EVALUATION_DOMAIN, JsonWriter.canonical(content(e).build())),
                e.position());
    }

    /** The body of an {@code evaluation} entry. */
    public static String evaluation(Evaluation evaluation) {
        return JsonWriter.canonicalText(content(evaluation)
                .put("evaluation", evaluation.digest().toString())
                .build());
    }

    private static Json.Builder content(Evaluation e) {
        return Json.Obj.builder()
                .put("version", e.version().toString())
                .put("digest", e.versionDigest().toString())
                .put("eval-set", pin(e.evalSet()))
                .putUnlessEmpty("metrics", map(e.metrics(), GovernanceCodec::metric))
                .putUnlessEmpty(
                        "slices",
                        map(
                                e.slices(),
                                slice -> optional(Json.Obj.builder(), "samples", slice.samples())
                                        .put("metrics", map(slice.metrics(), GovernanceCodec::metric))
                                        .build()))
                .putUnlessEmpty(
                        "reports",
                        map(
                                e.reports(),
                                report -> Json.Obj.builder()
                                        .put("digest", report.digest().toString())
                                        .put("bytes", report.bytes())
                                        .build()))
                .putIfPresent("evaluator", e.evaluator())
                .put("by", e.by())
                .put("at", time(e.at()));
    }

    /**
     * An evaluation from its body.
     *
     * @throws JsonException if the body is malformed or its digest is not that of its content
     */
    public static Evaluation evaluation(String body, long position) {
        return reading(() -> {
            JsonFields fields = object(body)
                    .allow(
                            "version",
                            "digest",
                            "eval-set",
                            "metrics",
                            "slices",
                            "reports",
                            "evaluator",
                            "by",
                            "at",
                            "evaluation");
            Digest digest = Digest.parse(fields.string("evaluation"));
            Evaluation read = withDigest(new Evaluation(
                    VersionName.parse(fields.string("version")),
                    Digest.parse(fields.string("digest")),
                    pin("eval-set", fields.required("eval-set")),
                    map(fields, "metrics", GovernanceCodec::metric),
                    map(fields, "slices", GovernanceCodec::slice),
                    map(fields, "reports", (path, json) -> {
                        JsonFields report = JsonFields.of(path, json).allow("digest", "bytes");
                        return new Evaluation.Report(Digest.parse(report.string("digest")), report.integer("bytes"));
                    }),
                    fields.optionalString("evaluator"),
                    fields.string("by"),
                    time(fields, "at"),
                    digest,
                    position));
            Codec.requireSame("evaluation", digest.toString(), read.digest().toString());
            return read;
        });
    }

    private static Evaluation.Slice slice(String path, Json json) {
        JsonFields fields = JsonFields.of(path, json).allow("samples", "metrics");
        return new Evaluation.Slice(
                optionalInteger(fields, "samples"), map(fields, "metrics", GovernanceCodec::metric));
    }

    private static Json metric(Metric metric) {
        Json.Builder fields = Json.Obj.builder()
                .put("value", metric.value().text())
                .put("better", metric.direction() == Metric.Direction.HIGHER_IS_BETTER ? "higher" : "lower");
        if (!metric.unit().isEmpty()) {
            fields.put("unit", metric.unit());
        }
        return fields.build();
    }

    private static Metric metric(String path, Json json) {
        JsonFields fields = JsonFields.of(path, json).allow("value", "better", "unit");
        String better = fields.string("better");
        if (!better.equals("higher") && !better.equals("lower")) {
            throw new JsonException(fields.at("better") + ": '" + better + "' is neither higher nor lower");
        }
        return new Metric(
                new Value.Decimal(fields.string("value")),
                better.equals("higher") ? Metric.Direction.HIGHER_IS_BETTER : Metric.Direction.LOWER_IS_BETTER,
                fields.optionalString("unit").orElse(""));
    }

    // ---- gate

    /** The body of a {@code gate} entry. */
    public static String gate(Gate gate) {
        return JsonWriter.canonicalText(Json.Obj.builder()
                .put("model", gate.model())
                .put("stage", gate.stage())
                .put("revision", gate.revision())
                .put("eval-set", pin(gate.evalSet()))
                .put("rules", list(gate.rules(), GovernanceCodec::rule))
                .put("by", gate.by())
                .put("at", time(gate.at()))
                .put("reason", gate.reason())
                .build());
    }

    /**
     * A gate from its body.
     *
     * @throws JsonException if the body is malformed
     */
    public static Gate gate(String body, long position) {
        return reading(() -> {
            JsonFields fields =
                    object(body).allow("model", "stage", "revision", "eval-set", "rules", "by", "at", "reason");
            return new Gate(
                    fields.string("model"),
                    fields.string("stage"),
                    fields.integer("revision"),
                    pin("eval-set", fields.required("eval-set")),
                    fields.list("rules", GovernanceCodec::rule),
                    fields.string("by"),
                    time(fields, "at"),
                    fields.string("reason"),
                    position);
        });
    }

    private static Json rule(Rule rule) {
        Json.Builder fields = Json.Obj.builder();
        if (rule instanceof Rule.Threshold r) {
            fields.put("rule", "threshold").put("metric", r.metric()).put("bound", metric(r.bound()));
            if (!r.slice().isEmpty()) {
                fields.put("slice", r.slice());
            }
        } else if (rule instanceof Rule.BeatOrMatch r) {
            fields.put("rule", "beat-or-match").put("metric", r.metric()).put("tolerance", tolerance(r.tolerance()));
        } else if (rule instanceof Rule.ProtectedSlice r) {
            fields.put("rule", "protected-slice")
                    .put("slice", r.slice())
                    .put("metric", r.metric())
                    .put("tolerance", tolerance(r.tolerance()))
                    .put("min-samples", r.minSamples());
        } else if (rule instanceof Rule.Freshness r) {
            fields.put("rule", "freshness").put("max-age", r.maxAge().toString());
        } else if (rule instanceof Rule.CompatibleFeatures) {
            fields.put("rule", "compatible-features");
        } else if (rule instanceof Rule.Check r) {
            fields.put("rule", "check").put("name", r.name());
        }
        return fields.build();
    }

    private static Rule rule(JsonFields fields) {
        String kind = fields.string("rule");
        return switch (kind) {
            case "threshold" -> {
                fields.allow("rule", "metric", "bound", "slice");
                yield new Rule.Threshold(
                        fields.optionalString("slice").orElse(""),
                        fields.string("metric"),
                        metric(fields.at("bound"), fields.required("bound")));
            }
            case "beat-or-match" -> {
                fields.allow("rule", "metric", "tolerance");
                yield new Rule.BeatOrMatch(fields.string("metric"), tolerance(fields.object("tolerance")));
            }
            case "protected-slice" -> {
                fields.allow("rule", "slice", "metric", "tolerance", "min-samples");
                yield new Rule.ProtectedSlice(
                        fields.string("slice"),
                        fields.string("metric"),
                        tolerance(fields.object("tolerance")),
                        fields.integer("min-samples"));
            }
            case "freshness" -> {
                fields.allow("rule", "max-age");
                yield new Rule.Freshness(duration(fields, "max-age"));
            }
            case "compatible-features" -> {
                fields.allow("rule");
                yield new Rule.CompatibleFeatures();
            }
            case "check" -> {
                fields.allow("rule", "name");
                yield new Rule.Check(fields.string("name"));
            }
            default -> throw new JsonException(fields.at("rule") + ": '" + kind + "' is not known");
        };
    }

    private static Json tolerance(Tolerance tolerance) {
        return Json.Obj.builder()
                .put("amount", Value.of(tolerance.amount()).text())
                .put("relative", tolerance.relative())
                .build();
    }

    private static Tolerance tolerance(JsonFields fields) {
        fields.allow("amount", "relative");
        return new Tolerance(
                new BigDecimal(new Value.Decimal(fields.string("amount")).text()), fields.bool("relative"));
    }

    // ---- rehearsal

    /** The body of a {@code rehearsal} entry. */
    public static String rehearsal(Rehearsal rehearsal) {
        return JsonWriter.canonicalText(Json.Obj.builder()
                .put("model", rehearsal.model())
                .put("stage", rehearsal.stage())
                .put("number", rehearsal.number())
                .put("version", rehearsal.version().toString())
                .put("digest", rehearsal.digest().toString())
                .put("findings", findings(rehearsal.findings()))
                .put("duration", rehearsal.duration().toString())
                .put("by", rehearsal.by())
                .put("at", time(rehearsal.at()))
                .build());
    }

    /**
     * A rehearsal from its body.
     *
     * @throws JsonException if the body is malformed
     */
    public static Rehearsal rehearsal(String body, long position) {
        return reading(() -> {
            JsonFields fields = object(body)
                    .allow("model", "stage", "number", "version", "digest", "findings", "duration", "by", "at");
            return new Rehearsal(
                    fields.string("model"),
                    fields.string("stage"),
                    fields.integer("number"),
                    VersionName.parse(fields.string("version")),
                    Digest.parse(fields.string("digest")),
                    findings(fields),
                    duration(fields, "duration"),
                    fields.string("by"),
                    time(fields, "at"),
                    position);
        });
    }

    // ---- tier

    /** The body of a {@code tier} entry. */
    public static String stakes(Stakes stakes) {
        Policy policy = stakes.policy();
        return JsonWriter.canonicalText(Json.Obj.builder()
                .put("model", stakes.model())
                .put("tier", lower(stakes.tier()))
                .put(
                        "policy",
                        Json.Obj.builder()
                                .put("clean-code", policy.cleanCode())
                                .put("least-evidence", lower(policy.leastEvidence()))
                                .put("gate", policy.gate())
                                .put("approvals", policy.approvals())
                                .put("requester-may-approve", policy.requesterMayApprove())
                                .putIf("signed-approvals", policy.signedApprovals())
                                .putIf("signed-promotions", policy.signedPromotions())
                                .put("previous-whole", policy.previousWhole())
                                .putIfPresent(
                                        "rehearsed-within",
                                        policy.rehearsedWithin().map(Duration::toString))
                                .putIf("same-environment", policy.sameEnvironment())
                                .putIf("anchored", policy.anchored())
                                .putIf("predictions-logged", policy.predictionsLogged())
                                .putUnlessEmpty(
                                        "overriders",
                                        list(List.copyOf(new TreeSet<>(policy.overriders())), Json.Str::new))
                                .put(
                                        "open-stages",
                                        list(List.copyOf(new TreeSet<>(policy.openStages())), Json.Str::new))
                                .build())
                .put("revision", stakes.revision())
                .put("by", stakes.by())
                .putIfPresent("approved-by", stakes.approvedBy())
                .put("at", time(stakes.at()))
                .put("reason", stakes.reason())
                .build());
    }

    /**
     * A tier from its body.
     *
     * @throws JsonException if the body is malformed
     */
    public static Stakes stakes(String body, long position) {
        return reading(() -> {
            JsonFields fields =
                    object(body).allow("model", "tier", "policy", "revision", "by", "approved-by", "at", "reason");
            JsonFields policy = fields.object("policy")
                    .allow(
                            "clean-code",
                            "least-evidence",
                            "gate",
                            "approvals",
                            "requester-may-approve",
                            "signed-approvals",
                            "signed-promotions",
                            "previous-whole",
                            "rehearsed-within",
                            "same-environment",
                            "anchored",
                            "predictions-logged",
                            "overriders",
                            "open-stages");
            return new Stakes(
                    fields.string("model"),
                    constant(Tier.class, fields, "tier"),
                    new Policy(
                            policy.bool("clean-code"),
                            constant(Evidence.class, policy, "least-evidence"),
                            policy.bool("gate"),
                            Math.toIntExact(policy.integer("approvals")),
                            policy.bool("requester-may-approve"),
                            policy.isSet("signed-approvals"),
                            policy.isSet("signed-promotions"),
                            policy.bool("previous-whole"),
                            policy.optional("rehearsed-within").map(json -> duration(policy, "rehearsed-within")),
                            policy.isSet("same-environment"),
                            policy.isSet("anchored"),
                            policy.isSet("predictions-logged"),
                            Set.copyOf(policy.strings("overriders")),
                            Set.copyOf(policy.strings("open-stages"))),
                    fields.integer("revision"),
                    fields.string("by"),
                    fields.optionalString("approved-by"),
                    time(fields, "at"),
                    fields.string("reason"),
                    position);
        });
    }

    // ---- approval

    /** The approval with its digest, which is that of everything else that it says. */
    public static Approval withDigest(Approval a) {
        return new Approval(
                a.version(),
                a.versionDigest(),
                a.stage(),
                a.gate(),
                a.evaluations(),
                a.by(),
                a.at(),
                a.expires(),
                a.reason(),
                Digest.of(APPROVAL_DOMAIN, JsonWriter.canonical(content(a).build())),
                a.envelope(),
                a.position());
    }

    /** The body of an {@code approval} entry. */
    public static String approval(Approval approval) {
        Json.Builder body = content(approval).put("approval", approval.digest().toString());
        approval.envelope().ifPresent(envelope -> body.put("envelope", TrustCodec.json(envelope)));
        return JsonWriter.canonicalText(body.build());
    }

    static Json.Builder content(Approval a) {
        return Json.Obj.builder()
                .put("version", a.version().toString())
                .put("digest", a.versionDigest().toString())
                .put("stage", a.stage())
                .put("gate", a.gate())
                .putUnlessEmpty("evaluations", digests(a.evaluations()))
                .put("by", a.by())
                .put("at", time(a.at()))
                .put("expires", time(a.expires()))
                .put("reason", a.reason());
    }

    /**
     * An approval from its body.
     *
     * @throws JsonException if the body is malformed or its digest is not that of its content
     */
    public static Approval approval(String body, long position) {
        return reading(() -> {
            JsonFields fields = object(body)
                    .allow(
                            "version",
                            "digest",
                            "stage",
                            "gate",
                            "evaluations",
                            "by",
                            "at",
                            "expires",
                            "reason",
                            "approval",
                            "envelope");
            Digest digest = Digest.parse(fields.string("approval"));
            Approval read = withDigest(new Approval(
                    VersionName.parse(fields.string("version")),
                    Digest.parse(fields.string("digest")),
                    fields.string("stage"),
                    fields.integer("gate"),
                    fields.strings("evaluations").stream().map(Digest::parse).toList(),
                    fields.string("by"),
                    time(fields, "at"),
                    time(fields, "expires"),
                    fields.string("reason"),
                    digest,
                    fields.optionalObject("envelope").map(TrustCodec::envelope),
                    position));
            Codec.requireSame("approval", digest.toString(), read.digest().toString());
            return read;
        });
    }

    /** The body of a {@code revocation} entry. */
    public static String revocation(Approval approval, String by, Instant at, String reason) {
        return JsonWriter.canonicalText(Json.Obj.builder()
                .put("approval", approval.digest().toString())
                .put("version", approval.version().toString())
                .put("stage", approval.stage())
                .put("by", by)
                .put("at", time(at))
                .put("reason", reason)
                .build());
    }

    /**
     * Checks the body of a {@code revocation} entry.
     *
     * @throws JsonException if the body is malformed
     */
    public static void checkRevocation(String body) {
        reading(() -> {
            JsonFields fields = object(body).allow("approval", "version", "stage", "by", "at", "reason");
            VersionName.parse(fields.string("version"));
            fields.string("stage");
            fields.string("by");
            fields.string("reason");
            time(fields, "at");
            return Digest.parse(fields.string("approval"));
        });
    }

    // ---- withdrawals

    /**
     * The body of a {@code withdrawal} entry.
     *
     * @param digest the version's, where a version is withdrawn
     */
    public static String withdrawal(Withdrawal withdrawal, Optional<Digest> digest) {
        return JsonWriter.canonicalText(Json.Obj.builder()
                .put("subject", subject(withdrawal.subject(), digest))
                .put("effect", lower(withdrawal.effect()))
                .put("by", withdrawal.by())
                .put("at", time(withdrawal.at()))
                .put("reason", withdrawal.reason())
                .build());
    }

    /**
     * A withdrawal from its body.
     *
     * @throws JsonException if the body is malformed
     */
    public static Withdrawal withdrawal(String body, long position) {
        return reading(() -> {
            JsonFields fields = object(body).allow("subject", "effect", "by", "at", "reason");
            return new Withdrawal(
                    subject(fields.object("subject")),
                    constant(Withdrawal.Effect.class, fields, "effect"),
                    fields.string("by"),
                    time(fields, "at"),
                    fields.string("reason"),
                    position);
        });
    }

    /**
     * The body of a {@code hold} entry.
     *
     * @param digest the version's, where a version is held
     */
    public static String hold(LegalHold hold, Optional<Digest> digest) {
        return JsonWriter.canonicalText(Json.Obj.builder()
                .put("subject", subject(hold.subject(), digest))
                .put("held", hold.inForce())
                .put("by", hold.by())
                .put("at", time(hold.at()))
                .put("reason", hold.reason())
                .build());
    }

    /**
     * A legal hold from its body.
     *
     * @throws JsonException if the body is malformed
     */
    public static LegalHold hold(String body, long position) {
        return reading(() -> {
            JsonFields fields = object(body).allow("subject", "held", "by", "at", "reason");
            return new LegalHold(
                    subject(fields.object("subject")),
                    fields.bool("held"),
                    fields.string("by"),
                    time(fields, "at"),
                    fields.string("reason"),
                    position);
        });
    }

    // ---- collections

    /** The body of a {@code collection} entry. */
    public static String collected(Collected collected) {
        return JsonWriter.canonicalText(Json.Obj.builder()
                .put("versions", list(collected.versions(), name -> new Json.Str(name.toString())))
                .put("data", list(collected.data(), Codec::pin))
                .put("by", collected.by())
                .put("at", time(collected.at()))
                .put("reason", collected.reason())
                .build());
    }

    /**
     * What a collection took, from its body.
     *
     * @throws JsonException if the body is malformed
     */
    public static Collected collected(String body, long position) {
        return reading(() -> {
            JsonFields fields = object(body).allow("versions", "data", "by", "at", "reason");
            List<SnapshotPin.Content> data = new ArrayList<>();
            if (!(fields.required("data") instanceof Json.Arr pins)) {
                throw new JsonException("data: expected an array");
            }
            for (Json one : pins.items()) {
                if (!(pin("data", one) instanceof SnapshotPin.Content content)) {
                    throw new JsonException("data: expected a tree or a file that was hashed");
                }
                data.add(content);
            }
            return new Collected(
                    fields.strings("versions").stream().map(VersionName::parse).toList(),
                    data,
                    fields.string("by"),
                    time(fields, "at"),
                    fields.string("reason"),
                    position);
        });
    }

    /** The body of a {@code restoration} entry: the bytes of these versions and data were stored again. */
    public static String restoration(List<VersionName> versions, List<Digest> data, Instant at) {
        return JsonWriter.canonicalText(Json.Obj.builder()
                .put("versions", list(versions, name -> new Json.Str(name.toString())))
                .put("data", list(data, digest -> new Json.Str(digest.toString())))
                .put("at", time(at))
                .build());
    }

    /**
     * What was stored again.
     *
     * @param versions the versions
     * @param data the digests of the trees and files
     */
    public record Restoration(List<VersionName> versions, List<Digest> data) {}

    /**
     * What was stored again, from the body of its entry.
     *
     * @throws JsonException if the body is malformed
     */
    public static Restoration restoration(String body) {
        return reading(() -> {
            JsonFields fields = object(body).allow("versions", "data", "at");
            time(fields, "at");
            return new Restoration(
                    fields.strings("versions").stream().map(VersionName::parse).toList(),
                    fields.strings("data").stream().map(Digest::parse).toList());
        });
    }

    private static Json subject(Subject subject, Optional<Digest> digest) {
        Json.Builder fields = Json.Obj.builder();
        if (subject instanceof Subject.Version version) {
            fields.put("version", version.name().toString());
            digest.ifPresent(of -> fields.put("digest", of.toString()));
        } else {
            fields.put("data", pin(((Subject.Data) subject).pin()));
        }
        return fields.build();
    }

    private static Subject subject(JsonFields fields) {
        fields.allow("version", "digest", "data");
        Optional<Json> data = fields.optional("data");
        if (data.isPresent()) {
            return Subject.data(pin("data", data.get()));
        }
        Digest.parse(fields.string("digest"));
        return Subject.version(fields.string("version"));
    }

    // ---- helpers

    private static Json digests(List<Digest> digests) {
        return list(digests, digest -> new Json.Str(digest.toString()));
    }

    private static Json.Builder optional(Json.Builder fields, String name, OptionalLong value) {
        return value.isPresent() ? fields.put(name, value.getAsLong()) : fields;
    }

    private static OptionalLong optionalInteger(JsonFields fields, String name) {
        Optional<Json> value = fields.optional(name);
        return value.isPresent() ? OptionalLong.of(fields.integer(name)) : OptionalLong.empty();
    }
}
