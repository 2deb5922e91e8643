using System.Text.RegularExpressions;

namespace MusicAuth.EndToEnd.Deploy;

/// <param name="Name">The name of the executable, and of the requirement.</param>
/// <param name="File">The file of deploy/proxies.</param>
/// <param name="Command">The command that starts the program, in a folder with proxy.yaml.</param>
/// <param name="RootCertificate">The certificate to trust, below the same folder.</param>
/// <param name="Adapt">The shipped file with the ports and folders of a test.</param>
/// <param name="Frame">A configuration around the shipped file, where the image has one.</param>
public sealed record ProxyProgram(
    string Name, string File, Func<InstalledProxy, string> Command, string RootCertificate,
    Func<string, InstalledProxy, Uri, string> Adapt, Func<string, string>? Frame = null)
{
    public static readonly ProxyProgram Caddy = new(
        "caddy", "Caddyfile", _ => "caddy run --config proxy.yaml --adapter caddyfile",
        "caddy/pki/authorities/local/root.crt",
        (file, proxy, broker) => file
            .Replace("admin off", $"admin off\n\thttp_port {proxy.HttpPort}\n\thttps_port {proxy.HttpsPort}")
            .Replace("musicauth:8080", broker.Authority));

    public static readonly ProxyProgram Nginx = new(
        "nginx", "nginx.conf", _ => "nginx -p . -c frame.conf -e stderr", "fullchain.pem",
        (file, proxy, broker) => Regex.Replace(
                file, @"^ *listen \[::\].*\n", "", RegexOptions.Multiline | RegexOptions.NonBacktracking)
            .Replace("listen 80 ", $"listen 127.0.0.1:{proxy.HttpPort} ")
            .Replace("listen 443 ", $"listen 127.0.0.1:{proxy.HttpsPort} ")
            .Replace("/certificates/", "")
            .Replace("musicauth:8080", broker.Authority),
        folder => $$"""
            daemon off;
            master_process off;
            pid {{folder}}/nginx.pid;
            events { }
            http {
                access_log off;
                client_body_temp_path {{folder}}/body;
                proxy_temp_path {{folder}}/proxy;
                fastcgi_temp_path {{folder}}/fastcgi;
                uwsgi_temp_path {{folder}}/uwsgi;
                scgi_temp_path {{folder}}/scgi;
                include {{folder}}/proxy.yaml;
            }
            """);

    // Debian has no package of Traefik, so on most machines its test is skipped.
    public static readonly ProxyProgram Traefik = new(
        "traefik", "traefik-routes.yaml",
        proxy => $"traefik --entrypoints.web.address=127.0.0.1:{proxy.HttpPort} "
            + "--entrypoints.web.http.redirections.entrypoint.to=:443 "
            + $"--entrypoints.websecure.address=127.0.0.1:{proxy.HttpsPort} --providers.file.filename=proxy.yaml",
        "fullchain.pem",
        (file, _, broker) => file
            .Replace("      tls:\n        certResolver: letsencrypt", "      tls: {}")
            .Replace("# tls:", "tls:").Replace("#   ", "  ")
            .Replace("/certificates/", "")
            .Replace("musicauth:8080", broker.Authority));

    public override string ToString() => Name;

    public void Require()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Append("/usr/sbin");
        if (folders.Any(folder => System.IO.File.Exists(Path.Combine(folder, Name)))) return;
        Requirement.Missing(Name, Name == "traefik"
            ? "traefik is absent, and Debian has no package of it."
            : $"{Name} is absent (Debian: apt-get install {(Name == "nginx" ? "nginx-light" : Name)}).");
    }
}
