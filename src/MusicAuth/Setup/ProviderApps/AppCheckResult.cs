namespace MusicAuth.Setup.ProviderApps;

/// <param name="Outcome">What the provider said.</param>
/// <param name="Refusal">A sentence for people with the remedy; null unless the provider refuses the app.</param>
internal sealed record AppCheckResult(AppCheckOutcome Outcome, string? Refusal = null)
{
    public static AppCheckResult Ok { get; } = new(AppCheckOutcome.Ok);

    public static AppCheckResult Unreachable { get; } = new(AppCheckOutcome.Unreachable);

    public static AppCheckResult Refused(string sentence) => new(AppCheckOutcome.InvalidClient, sentence);
}
