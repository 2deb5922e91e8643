namespace MusicAuth.Web.Settings;

/// <summary>The addresses of the broker and its proxies.</summary>
public sealed class WebOptions
{
    public const string Section = "Web";

    /// <summary>The origin that browsers use, such as <c>https://music.example</c>.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>Addresses or networks whose <c>X-Forwarded-*</c> headers the broker accepts.</summary>
    public string[] TrustedProxies { get; set; } = [];

    /// <summary>Additional host names that the broker accepts.</summary>
    public string[] AllowedHosts { get; set; } = [];

    /// <summary>Origins whose pages can use an API key, such as <c>https://dash.example</c>.</summary>
    public string[] CorsOrigins { get; set; } = [];
}
