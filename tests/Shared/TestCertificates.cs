using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MusicAuth.Tests.Shared;

/// <summary>A private certificate authority, which a machine trusts only if a test requires it.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly X509Certificate2 _root;
    private readonly List<X509Certificate2> _issued = [];

    public TestCertificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=MusicAuth tests", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _root = request.CreateSelfSigned(From, Until);
    }

    /// <summary>The certificate of the authority, for <c>SSL_CERT_FILE</c>.</summary>
    public string RootPem => _root.ExportCertificatePem();

    private static DateTimeOffset From => TimeProvider.System.GetUtcNow().AddDays(-1);

    private static DateTimeOffset Until => TimeProvider.System.GetUtcNow().AddDays(1);

    /// <summary>Issues a certificate for a server, with its key.</summary>
    public X509Certificate2 For(string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        using var signed = request.Create(_root, From, Until.AddMinutes(-1), RandomNumberGenerator.GetBytes(8));
        var certificate = signed.CopyWithPrivateKey(key);
        _issued.Add(certificate);
        return certificate;
    }

    public void Dispose()
    {
        _issued.ForEach(certificate => certificate.Dispose());
        _root.Dispose();
    }
}
