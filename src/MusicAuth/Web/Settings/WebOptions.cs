namespace MusicAuth.Web.Settings;

/// <summary>How browsers reach the broker.</summary>
public sealed class WebOptions
{
    public const string Section = "Web";

    /// <summary>What browsers use, such as <c>https://music.example</c>; else the listening address.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>Addresses or networks whose <c>X-Forwarded-*</c> headers count; none unless set.</summary>
    public string[] TrustedProxies { get; set; } = [];

    /// <summary>Host names besides those of the public URLs and loopback.</summary>
    public string[] AllowedHosts { get; set; } = [];

    /// <summary>Origins whose pages may call with a key, as <c>https://dash.example</c>; none unless set.</summary>
    public string[] CorsOrigins { get; set; } = [];
}
