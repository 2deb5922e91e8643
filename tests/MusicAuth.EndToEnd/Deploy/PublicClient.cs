using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace MusicAuth.EndToEnd.Deploy;

/// <summary>A client that resolves the public name to the proxy, and trusts its certificate.</summary>
public sealed class PublicClient : HttpClient
{
    /// <summary>Another address of this machine than the proxy's, so that the log can distinguish them.</summary>
    public const string OwnAddress = "127.0.9.9";

    public PublicClient(InstalledProxy proxy) : base(Handler(proxy)) =>
        BaseAddress = new Uri($"https://{InstalledProxy.Host}");

    /// <summary>Follows /login, the consent page and the callback.</summary>
    /// <returns>The address to which the callback redirects.</returns>
    public async Task<string> SignInAsync(string provider, string user, string query = "")
    {
        var consent = await FollowAsync(new Uri($"/login/{provider}{query}", UriKind.Relative));
        var callback = await FollowAsync(new Uri($"{consent}&person={user}"));
        return (await FollowAsync(callback)).ToString();
    }

    public async Task<Uri> FollowAsync(Uri address)
    {
        using var response = await GetAsync(address);
        return response.Headers.Location
            ?? throw new InvalidOperationException($"{address.OriginalString.Split('?')[0]}: {response.StatusCode}");
    }

    private static SocketsHttpHandler Handler(InstalledProxy proxy)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            CookieContainer = new CookieContainer(),
            ConnectCallback = async (context, cancel) => await ConnectAsync(proxy, context.DnsEndPoint, cancel),
        };
        var chain = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        chain.CustomTrustStore.Add(proxy.Root());
        handler.SslOptions.CertificateChainPolicy = chain;
        return handler;
    }

    private static async Task<Stream> ConnectAsync(InstalledProxy proxy, DnsEndPoint target, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(OwnAddress), 0));
            var port = target switch
            {
                { Host: InstalledProxy.Host, Port: 443 } => proxy.HttpsPort,
                { Host: InstalledProxy.Host } => proxy.HttpPort,
                _ => target.Port,
            };
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
