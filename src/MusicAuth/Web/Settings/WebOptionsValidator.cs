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
            yield return "Urls holds an address at which no server can listen: "
                + "write http://host:port, such as http://127.0.0.1:5080, with a semicolon between several.";
        }
        else if (string.IsNullOrWhiteSpace(options.PublicUrl))
        {
            if (ListeningAddress.Parse(configuration["Urls"]) is { Port: > 0 }) yield break;
            yield return "Urls gives no fixed http or https address that browsers could use: "
                + "set Urls to one such as http://127.0.0.1:5080, or set Web:PublicUrl.";
        }

        if (!string.IsNullOrWhiteSpace(options.PublicUrl) && !PublicAddress.TryParse(options.PublicUrl, out _))
        {
            yield return "Web:PublicUrl is not an origin that browsers could use: "
                + "write scheme, host and port only, such as https://music.example.";
        }
    }

    private static string InvalidProxy(string value) =>
        $"Web:TrustedProxies holds '{value}', which is no address or would trust strangers: "
        + "name your proxy's own address such as 172.18.0.2, or its network such as 172.18.0.0/16.";

    private static string InvalidHostName(string value) =>
        $"Web:AllowedHosts holds '{value}', which is no host name: "
        + "write each name by itself, without scheme, port or wildcard, such as music.lan.";

    private static string InvalidOrigin(string value) =>
        $"Web:CorsOrigins holds '{value}', which is no origin as browsers send it: "
        + "write each by itself, without path or wildcard, such as https://dash.example or http://dash.lan:3000.";

    private IEnumerable<string> ValidateForwardedHeadersSwitch()
    {
        // This switch of the framework trusts X-Forwarded-* from everybody.
        if (bool.TryParse(configuration["ForwardedHeaders_Enabled"], out var enabled) && enabled)
        {
            yield return "ASPNETCORE_FORWARDEDHEADERS_ENABLED trusts forwarded headers from everybody: "
                + "remove it and name your proxy in Web:TrustedProxies.";
        }
    }
}
