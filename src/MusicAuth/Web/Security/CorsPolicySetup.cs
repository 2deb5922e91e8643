using Microsoft.AspNetCore.Cors.Infrastructure;

namespace MusicAuth.Web.Security;

/// <summary>Pages of other origins: the configured ones only, with a key and never with the cookie.</summary>
internal static class CorsPolicySetup
{
    private static readonly TimeSpan PreflightLife = TimeSpan.FromMinutes(10);

    public static bool IsOrigin(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var url)
        && url.Scheme is ("http" or "https")
        && string.Equals(url.GetLeftPart(UriPartial.Authority), value, StringComparison.Ordinal)
        && url.UserInfo.Length == 0;

    // Without AllowCredentials a browser gives no answer to a request that carried the cookie.
    public static void Apply(CorsOptions cors, WebOptions web) => cors.AddDefaultPolicy(policy => policy
        .WithOrigins([.. web.CorsOrigins.Select(HostName.ToAsciiUrl)])
        .WithMethods(HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Delete)
        .WithHeaders(ApiHeaders.RequestHeaders)
        .WithExposedHeaders(ApiHeaders.ResponseHeaders)
        .SetPreflightMaxAge(PreflightLife));
}
