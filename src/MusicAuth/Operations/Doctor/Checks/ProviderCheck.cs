namespace MusicAuth.Operations.Doctor.Checks;

/// <summary>Whether the providers answer, and accept their apps.</summary>
internal sealed class ProviderCheck(
    DoctorApps apps, IEnumerable<IProviderAppCheck> checks, ProviderRegistry registry) : IDoctorCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        var all = await apps.ListAsync(cancellationToken);
        if (all.Count == 0)
            return CheckResult.Of(DoctorFinding.Info(
                "provider_missing", "No provider is set up.", "No account can sign in.",
                "Open the page of MusicAuth and enter your app, or set Spotify:ClientId or Deezer:ClientId."));
        var findings = await Task.WhenAll(all.Select(app => AskAsync(app.Provider, app.Credentials)));
        return new CheckResult(
            [.. findings.OfType<DoctorFinding>()], string.Join(", ", all.Select(app => app.Provider.DisplayName)));
    }

    private async Task<DoctorFinding?> AskAsync(ProviderRegistration provider, AppCredentials app)
    {
        var check = checks.Single(each => each.Provider == provider.Name);
        try
        {
            var result = await check.CheckAsync(app, registry.GetRedirectUri(provider))
                .WaitAsync(Limit, TimeProvider.System);
            return result.Outcome switch
            {
                AppCheckOutcome.Ok => null,
                AppCheckOutcome.InvalidClient => Refused(provider, result.Refusal ?? ""),
                _ => Unreachable(provider),
            };
        }
        catch (TimeoutException)
        {
            return Unreachable(provider);
        }
    }

    private static DoctorFinding Refused(ProviderRegistration provider, string refusal) => DoctorFinding.Error(
        "provider_app_refused", $"{provider.DisplayName} refuses the app of this server.", refusal,
        $"Correct {provider.DisplayName}:ClientId and {provider.DisplayName}:ClientSecret and restart MusicAuth, or "
        + "enter both on the page.");

    private static DoctorFinding Unreachable(ProviderRegistration provider) => DoctorFinding.Warning(
        "provider_unreachable", $"{provider.DisplayName} gave no clear answer.",
        "The doctor could not check the app. Stored connections stay.",
        $"Check the internet connection, a firewall or HTTPS_PROXY, and {provider.DisplayName}:TokenEndpoint.");
}
