namespace MusicAuth.Notices.Todo.Sources;

/// <summary>The codes and sentences of the items about consents.</summary>
internal sealed class ConsentTodoText(ScopeAdvisor providers)
{
    public const string EndingCode = "consent_ending";

    /// <summary>The wire name of the reason, with a suffix where many consents ended together.</summary>
    public static string CodeOf(ReauthorizationReason reason, bool isMass) =>
        TokenProblem.ToWireName(reason) + (isMass ? "_in_mass" : "");

    public string TitleOfEnding(string provider, int days) => days <= 1
        ? $"Your {NameOf(provider)} consent ends within a day."
        : $"Your {NameOf(provider)} consent ends in {days} days.";

    public string DetailOfEnding(string provider) =>
        $"{NameOf(provider)} ends every consent after a fixed time. Sign in to {NameOf(provider)} again before then: "
        + "your apps keep working, and their keys stay the same.";

    public string TitleOfEnded(string provider, ReauthorizationReason reason) => reason switch
    {
        ReauthorizationReason.ConsentExpired => $"Your {NameOf(provider)} consent has ended.",
        ReauthorizationReason.Revoked => $"{NameOf(provider)} has ended this server's access to your account.",
        ReauthorizationReason.LostInFlight => $"The last token renewal at {NameOf(provider)} failed halfway.",
        ReauthorizationReason.AppChanged => $"The operator has registered another {NameOf(provider)} app.",
        _ => $"This server cannot decrypt your {NameOf(provider)} connection.",
    };

    public string DetailOfEnded(string provider, ReauthorizationReason reason, bool isMass)
    {
        var cause = (isMass, reason) switch
        {
            (true, _) => $"{NameOf(provider)} has ended the consents of many users at once. You did nothing wrong.",
            (_, ReauthorizationReason.ConsentExpired) =>
                $"{NameOf(provider)} ends every consent after a fixed time.",
            (_, ReauthorizationReason.Revoked) =>
                "Usually the reason is that you removed the app from your account, or changed your password.",
            (_, ReauthorizationReason.LostInFlight) => "The new token did not reach this server.",
            (_, ReauthorizationReason.AppChanged) => "Your consent belongs to the app that was registered before.",
            _ => "The master key that encrypted the tokens is missing, or the stored tokens are damaged.",
        };
        return $"{cause} Sign in to {NameOf(provider)} again: your apps then work again with the same keys.";
    }

    private string NameOf(string provider) => providers.DisplayNameOf(provider);
}
