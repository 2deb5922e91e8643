using System.Globalization;

namespace MusicAuth.Notices.Consents;

/// <summary>The words of notices about consents.</summary>
/// <param name="names">The name for people of each provider.</param>
/// <param name="massEndings">The providers that have ended consents in mass.</param>
/// <param name="now">When the user receives the notice.</param>
internal sealed class ConsentText(
    IReadOnlyDictionary<string, string> names, IReadOnlySet<string> massEndings, DateTimeOffset now)
{
    /// <param name="changes">At least one, the most urgent first.</param>
    public string TitleOf(IReadOnlyList<ConsentChange> changes)
    {
        if (changes is not [var change])
            return changes[0].State is RenewedConsent
                ? $"{changes.Count} of your music services are renewed"
                : $"{changes.Count} of your music services need you";
        var name = NameOf(change.Consent);
        return change.State switch
        {
            RenewedConsent { IsRecovered: true } => $"{name} works again",
            RenewedConsent => $"{name}: your consent is renewed",
            ExpiredConsent => $"{name}: your consent has ended",
            _ => $"{name}: your consent ends in {Days(change)}",
        };
    }

    /// <param name="changes">At least one, the most urgent first.</param>
    public string DetailOf(IReadOnlyList<ConsentChange> changes)
    {
        List<string> sentences = [.. changes.Select(Describe)];
        foreach (var provider in changes
            .Where(change => change.IsEnded && change.Consent.HasEnded(now)).Select(change => change.Consent.Provider)
            .Distinct(StringComparer.Ordinal).Where(massEndings.Contains))
        {
            sentences.Add($"{Name(provider)} has ended the consents of many people on this server within an hour. It "
                + "is not your doing.");
        }

        if (changes[0].State is not RenewedConsent)
            sentences.Add("Open the link to renew: your connection and your API keys stay as they are.");
        return string.Join(changes.Count > 1 ? "\n" : " ", sentences);
    }

    private string Describe(ConsentChange change)
    {
        var (consent, name) = (change.Consent, NameOf(change.Consent));
        return change.State switch
        {
            RenewedConsent { IsRecovered: true } =>
                $"{name} accepts your consent ({consent.AccountName}) again. You need to do nothing.",
            RenewedConsent when consent.EndsAt is { } end =>
                $"Your consent for {name} ({consent.AccountName}) is renewed. It ends on {Day(end)}.",
            RenewedConsent => $"Your consent for {name} ({consent.AccountName}) is renewed.",
            ExpiredConsent when !consent.HasEnded(now) =>
                $"Your consent for {name} ({consent.AccountName}) ends today, at {Time(consent.EndsAt!.Value)}. After "
                + $"that apps get no music from {name} until you renew it.",
            ExpiredConsent =>
                $"{DescribeEnd(consent, name)} Apps get no music from {name} until you sign in to {name} again.",
            _ => $"Your consent for {name} ({consent.AccountName}) ends in {Days(change)}, on "
                + $"{Day(consent.EndsAt!.Value)}. After that day apps get no music from {name} until you renew it.",
        };
    }

    private static string DescribeEnd(GrantConsent consent, string name) => consent.Reason switch
    {
        ReauthorizationReason.Revoked => $"{name} does not accept your consent ({consent.AccountName}) any more.",
        ReauthorizationReason.LostInFlight =>
            $"MusicAuth was interrupted while it renewed its access to {name} ({consent.AccountName}), and the new "
            + "token was lost.",
        ReauthorizationReason.AppChanged =>
            $"Your consent for {name} ({consent.AccountName}) has ended, because this server uses another {name} app "
            + "now.",
        ReauthorizationReason.Unreadable =>
            $"MusicAuth cannot read its access to {name} ({consent.AccountName}) any more.",
        _ when consent.Provider == "spotify" => $"Your consent for {name} ({consent.AccountName}) has ended: {name} "
            + "ends every consent after six months.",
        _ => $"Your consent for {name} ({consent.AccountName}) has ended, because its time is over.",
    };

    private string Days(ConsentChange change) => change.DaysLeft(now) is 1 ? "1 day" : $"{change.DaysLeft(now)} days";

    private static string Day(DateTimeOffset at) => at.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private string NameOf(GrantConsent consent) => Name(consent.Provider);

    private string Name(string provider) => names.GetValueOrDefault(provider, provider);
}
