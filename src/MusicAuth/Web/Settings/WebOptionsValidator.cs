using Microsoft.Extensions.Options;

namespace MusicAuth.Web.Settings;

internal sealed class WebOptionsValidator(IConfiguration configuration) : IValidateOptions<WebOptions>
{
    public ValidateOptionsResult Validate(string? name, WebOptions options)
    {
        string[] errors =
        [
            .. ValidatePublicUrl(options),
            .. options.TrustedProxies.Where(proxy => !TrustedProxy.TryParse(proxy, out _)).Select(InvalidProxy),
            .. options.AllowedHosts.Where(host => !AllowedHosts.IsHostName(host)).Select(InvalidHostName),
            .. options.CorsOrigins.Where(origin => !CorsPolicySetup.IsOrigin(origin)).Select(InvalidOrigin),
            .. ValidateForwardedHeadersSwitch(),
        ];
        return errors is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private IEnumerable<string> ValidatePublicUrl(WebOptions options)
    {
        if (!ListeningAddress.IsUsable(configuration["Urls"]))
        {
            yield return "Urls contains an address on which no server can listen. Write http://host:port, for example "
                + "http://127.0.0.1:5080, and separate several addresses with semicolons.";
        }
        else if (string.IsNullOrWhiteSpace(options.PublicUrl))
        {
            if (ListeningAddress.Parse(configuration["Urls"]) is { Port: > 0 }) yield break;
            yield return "Urls contains no http or https address with a fixed port that browsers can use. Set Urls to "
                + "an address such as http://127.0.0.1:5080, or set Web:PublicUrl.";
        }

        if (!string.IsNullOrWhiteSpace(options.PublicUrl) && !PublicAddress.TryParse(options.PublicUrl, out _))
        {
            yield return "Web:PublicUrl is not an origin that browsers can use. Write only the scheme, host and port, "
                + "for example https://music.example.";
        }
    }

    private static string InvalidProxy(string value) =>
        $"Web:TrustedProxies contains '{value}', which is not an IP address or is too large a network. Write the "
        + "address of your proxy, for example 172.18.0.2, or its network, for example 172.18.0.0/16.";

    private static string InvalidHostName(string value) =>
        $"Web:AllowedHosts contains '{value}', which is not a host name. Write each name without scheme, port or "
        + "wildcard, for example music.lan.";

    private static string InvalidOrigin(string value) =>
        $"Web:CorsOrigins contains '{value}', which is not an origin as browsers send it. Write each origin without "
        + "path or wildcard, for example https://dash.example or http://dash.lan:3000.";

    private IEnumerable<string> ValidateForwardedHeadersSwitch()
    {
        // The framework then trusts X-Forwarded-* headers from every client.
        if (bool.TryParse(configuration["ForwardedHeaders_Enabled"], out var enabled) && enabled)
        {
            yield return "ASPNETCORE_FORWARDEDHEADERS_ENABLED trusts forwarded headers from every client. Remove it "
                + "and list your proxy in Web:TrustedProxies.";
        }
    }
}
