using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MusicAuth.EndToEnd.Deploy;

/// <summary>
/// The real program of a reverse proxy, with the file of deploy/proxies: only the ports, the address of MusicAuth and
/// the folders differ from an installation. Without the program a test is skipped with a reason.
/// </summary>
public sealed class InstalledProxy : IAsyncDisposable
{
    public const string Host = "music.example.org";

    private readonly TempFolder _folder = new();
    private readonly ProxyProgram _program;
    private Process? _shell;

    private InstalledProxy(ProxyProgram program) => _program = program;

    public int HttpPort { get; } = FreePort.Take();

    public int HttpsPort { get; } = FreePort.Take();

    public static async Task<InstalledProxy> StartAsync(ProxyProgram program, Uri broker)
    {
        program.Require();
        var proxy = new InstalledProxy(program);
        try
        {
            proxy.Start(broker);
            await Eventually.IsTrueAsync(
                async () => proxy._shell!.HasExited || await proxy.IsReadyAsync(), $"a response of {program.Name}");
            return proxy._shell!.HasExited
                ? throw new InvalidOperationException($"{program.Name} ended: {await proxy.ErrorsAsync()}")
                : proxy;
        }
        catch
        {
            await proxy.DisposeAsync();
            throw;
        }
    }

    /// <summary>The certificate that a browser must trust to use the address.</summary>
    public X509Certificate2 Root() =>
        X509Certificate2.CreateFromPem(File.ReadAllText(_folder.PathOf(_program.RootCertificate)));

    public async ValueTask DisposeAsync()
    {
        if (_shell is not null)
        {
            _shell.StandardInput.Close();
            await _shell.WaitForExitAsync();
            _shell.Dispose();
        }

        _folder.Dispose();
    }

    private void Start(Uri broker)
    {
        WriteCertificate();
        var file = _folder.PathOf("proxy.yaml");
        var shipped = File.ReadAllText(Path.Combine(Builds.Root, "deploy", "proxies", _program.File));
        File.WriteAllText(file, _program.Adapt(shipped, this, broker));
        if (_program.Frame is { } frame) File.WriteAllText(_folder.PathOf("frame.conf"), frame(_folder.FullName));
        // The pipe closes when this process ends in any way. The shell then stops the proxy.
        var script = $"cd '{_folder.FullName}'; {_program.Command(this)} 1>&2 & proxy=$!; "
            + "(read -r end; kill -KILL $proxy) <&3 & wait $proxy";
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec 3<&0; " + script])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["MUSICAUTH_HOST"] = Host;
        start.Environment["MUSICAUTH_TLS"] = "internal";
        start.Environment["XDG_DATA_HOME"] = _folder.FullName;
        start.Environment["XDG_CONFIG_HOME"] = _folder.FullName;
        _shell = Process.Start(start)!;
    }

    private void WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Host);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(_folder.PathOf("fullchain.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(_folder.PathOf("privkey.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    private async Task<bool> IsReadyAsync()
    {
        if (!File.Exists(_folder.PathOf(_program.RootCertificate))) return false;
        try
        {
            using var client = new PublicClient(this);
            using var response = await client.GetAsync(new Uri($"https://{Host}/health/ready"));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<string> ErrorsAsync() => await _shell!.StandardError.ReadToEndAsync();
}
