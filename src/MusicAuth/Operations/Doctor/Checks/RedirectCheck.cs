namespace MusicAuth.Operations.Doctor.Checks;

/// <summary>Whether the providers accept the redirect URIs that browsers get.</summary>
internal sealed class RedirectCheck(ProviderRegistry registry, DoctorApps apps, PublicAddress address) : IDoctorCheck
{
    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        List<DoctorFinding> findings = [];
        if (registry.All.Any(registry.UsesManualRedirect))
        {
            var inUse = await apps.ListProvidersAsync(cancellationToken);
            // Before the first setup, every provider can become the one in use.
            findings.AddRange((inUse.Count > 0 ? inUse : registry.All).Where(registry.UsesManualRedirect)
                .Select(Refused));
        }

        if (address.IsPlainHttpBeyondLoopback)
            findings.Add(PlainHttp());
        var uris = registry.All.Select(registry.GetRedirectUri);
        return new CheckResult(findings, string.Join(", ", uris));
    }

    private DoctorFinding Refused(ProviderRegistration provider)
    {
        var origin = provider.PublicUrl ?? address.Origin;
        var uri = registry.GetRedirectUri(provider);
        var setting = provider.PublicUrl is null ? "Web:PublicUrl" : $"{provider.DisplayName}:PublicUrl";
        var isLocalhost = new Uri(origin).Host.Equals("localhost", StringComparison.OrdinalIgnoreCase);
        return DoctorFinding.Warning(
            isLocalhost ? "redirect_localhost" : "redirect_plain_http",
            isLocalhost
                ? $"{provider.DisplayName} refuses redirect URIs with the host localhost ({origin})."
                : $"{provider.DisplayName} refuses redirect URIs with plain http ({origin}).",
            $"A sign-in ends at {uri}, and its user copies that address into the page.",
            isLocalhost
                ? $"Set {setting} to {uri[..^provider.CallbackPath.Length]}, and register {uri} at "
                    + $"{provider.DisplayName} exactly."
                : $"Put a TLS proxy in front of MusicAuth and set {setting} to its https address. Until then "
                    + $"register {uri} at {provider.DisplayName} exactly.");
    }

    private DoctorFinding PlainHttp() => DoctorFinding.Warning(
        "public_url_plain_http", $"Browsers reach MusicAuth by plain HTTP ({address.Origin}).",
        "Others on the network can read sessions and API keys.",
        "Put a TLS proxy in front of MusicAuth and set Web:PublicUrl to its https address.");
}
