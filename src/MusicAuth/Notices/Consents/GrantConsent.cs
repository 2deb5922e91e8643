namespace MusicAuth.Notices.Consents;

/// <summary>A consent as its grant has it now.</summary>
/// <param name="EndsAt">When it ends; null where it does not end.</param>
/// <param name="Reason">Why the provider or the broker does not use it any more; null while it is used.</param>
internal sealed record GrantConsent(
    Guid GrantId, Guid UserId, string Provider, string AccountId, string? DisplayName, DateTimeOffset AuthorizedAt,
    DateTimeOffset? EndsAt, ReauthorizationReason? Reason)
{
    public string AccountName => DisplayName ?? AccountId;

    public bool HasEnded(DateTimeOffset now) => Reason is not null || EndsAt <= now;

    /// <summary>The days until the end, rounded up, at least 0.</summary>
    public int? DaysLeft(DateTimeOffset now) => GrantStatus.DaysUntil(EndsAt, now);

    /// <summary>The stages before the end that have passed. A short consent skips those before it began.</summary>
    public IEnumerable<ConsentStage> StagesPassed(DateTimeOffset now) => EndsAt is not { } end
        ? []
        : ConsentStages.BeforeEnd.Where(stage => end - stage.Value <= now && end - stage.Value > AuthorizedAt)
            .Select(stage => stage.Key);

    /// <summary>When the next stage comes, the end included; null where none does.</summary>
    public DateTimeOffset? NextStageAt(DateTimeOffset now) => EndsAt is not { } end || HasEnded(now)
        ? null
        : ConsentStages.BeforeEnd.Select(stage => end - stage.Value)
            .Where(at => at > now && at > AuthorizedAt).Append(end).Min();
}
