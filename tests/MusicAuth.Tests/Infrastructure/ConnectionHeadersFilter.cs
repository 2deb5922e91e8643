using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MusicAuth.Tests.Infrastructure;

/// <summary>
/// In-process requests have no remote address, so the filter takes it from a header, or uses loopback. They have no raw
/// request target either, so the filter builds it from the parsed request.
/// </summary>
public sealed class ConnectionHeadersFilter : IStartupFilter
{
    public const string Header = "Test-Remote-Address";

    /// <summary>The Host header as a proxy changes it.</summary>
    public const string Host = "Test-Host";

    /// <summary>The scheme of the connection to the broker.</summary>
    public const string Scheme = "Test-Scheme";

    /// <summary>The HTTP version of the connection to the broker.</summary>
    public const string Protocol = "Test-Protocol";

    /// <summary>The request target before decoding.</summary>
    public const string RawTarget = "Test-Raw-Target";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, proceed) =>
        {
            context.Connection.RemoteIpAddress = context.Request.Headers.TryGetValue(Header, out var address)
                ? IPAddress.Parse(address!)
                : IPAddress.Loopback;
            var request = context.Features.Get<IHttpRequestFeature>()!;
            var headers = context.Request.Headers;
            if (headers.TryGetValue(Host, out var host)) context.Request.Host = new HostString(host!);
            if (headers.TryGetValue(Scheme, out var scheme)) request.Scheme = scheme!;
            if (headers.TryGetValue(Protocol, out var protocol)) request.Protocol = protocol!;
            request.RawTarget = headers.TryGetValue(RawTarget, out var raw)
                ? raw.ToString()
                : context.Request.Path.ToUriComponent() + context.Request.QueryString;
            return proceed(context);
        });
        next(app);
    };
}
