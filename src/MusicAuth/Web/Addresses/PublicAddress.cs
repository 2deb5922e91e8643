using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace MusicAuth.Web.Addresses;

/// <summary>The origin that browsers use. All URLs of the broker use it, never the Host of a request.</summary>
public sealed class PublicAddress
{
    private readonly Uri _origin;

    public PublicAddress(IOptions<WebOptions> options, IConfiguration configuration)
    {
        _origin = TryParse(options.Value.PublicUrl, out var configured)
            ? configured
            : ListeningAddress.Parse(configuration["Urls"]) ?? new Uri(ListeningAddress.Default);
        Origin = HostName.GetOrigin(_origin);
    }

    /// <summary>Scheme, host and a non-default port, as browsers send them in <c>Origin</c>.</summary>
    public string Origin { get; }

    public string Scheme => _origin.Scheme;

    public string Host => HostName.ToAscii(_origin.Host);

    public int Port => _origin.Port;

    public bool IsHttps => Scheme == Uri.UriSchemeHttps;

    /// <summary>Whether others on the network can read cookies and responses.</summary>
    public bool IsPlainHttpBeyondLoopback => !IsHttps && !_origin.IsLoopback;

    /// <param name="path">An absolute path, such as <c>/me</c>.</param>
    public string Absolute(string path) => path is ['/', ..]
        ? Origin + path
        : throw new ArgumentException("A path must start with a slash.", nameof(path));

    public string LoginUrl(string provider) => Absolute($"/login/{Uri.EscapeDataString(provider)}");

    /// <param name="provider">The wire name.</param>
    /// <param name="scopes">The additional scopes of the sign-in.</param>
    public string LoginUrl(string provider, IEnumerable<string> scopes) =>
        $"{LoginUrl(provider)}?scope={Uri.EscapeDataString(string.Join(' ', scopes))}";

    /// <param name="provider">The wire name; null lets the user choose on the page.</param>
    /// <param name="returnUrl">The local path where the sign-in ends.</param>
    public string LoginUrl(string? provider, string returnUrl) =>
        $"{(provider is null ? Absolute("/login") : LoginUrl(provider))}?returnUrl={Uri.EscapeDataString(returnUrl)}";

    internal static bool TryParse(string? url, [NotNullWhen(true)] out Uri? origin) =>
        Uri.TryCreate(url, UriKind.Absolute, out origin)
        && (origin.Scheme == Uri.UriSchemeHttp || origin.Scheme == Uri.UriSchemeHttps)
        && origin is { UserInfo: "", PathAndQuery: "/", Fragment: "", Port: > 0 }
        && origin.Host is not ("" or "0.0.0.0" or "[::]");
}
