using Microsoft.AspNetCore.Cors.Infrastructure;

namespace MusicAuth.Web.Security;

/// <summary>Pages of the configured origins can use an API key but never the session cookie.</summary>
internal static class CorsPolicySetup
{
    private static readonly TimeSpan PreflightLifetime = TimeSpan.FromMinutes(10);

    public static bool IsOrigin(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var url)
        && url.Scheme is ("http" or "https")
        && string.Equals(url.GetLeftPart(UriPartial.Authority), value, StringComparison.Ordinal)
        && url.UserInfo.Length == 0;

    // Without AllowCredentials, browsers do not expose a response to a request with cookies.
    public static void Apply(CorsOptions cors, WebOptions web) => cors.AddDefaultPolicy(policy => policy
        .WithOrigins([.. web.CorsOrigins.Select(HostName.ToAsciiUrl)])
        .WithMethods(HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Delete)
        .WithHeaders(ApiHeaders.RequestHeaders)
        .WithExposedHeaders(ApiHeaders.ResponseHeaders)
        .SetPreflightMaxAge(PreflightLifetime));
}
