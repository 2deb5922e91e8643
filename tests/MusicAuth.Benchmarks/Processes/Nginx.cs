namespace MusicAuth.Benchmarks.Processes;

/// <summary>nginx as a proxy of the same upstream, with one worker and persistent connections on both sides.</summary>
internal static class Nginx
{
    private static readonly string[] Paths = ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx"];

    /// <returns>Null if nginx is not installed.</returns>
    public static async Task<ServerProcess?> StartAsync(Uri upstream, DirectoryInfo folder, string path)
    {
        if (Array.Find(Paths, File.Exists) is not { } program)
        {
            Console.WriteLine("nginx is not installed (apt-get install nginx-light), so it is not measured.\n");
            return null;
        }

        var address = ServerProcess.FreeAddress();
        var file = Path.Combine(folder.FullName, "nginx.conf");
        await File.WriteAllTextAsync(file, Configuration(address, upstream, folder.FullName));
        var nginx = ServerProcess.Other(address, program, "-p", folder.FullName, "-c", file, "-e", "stderr");
        await nginx.WaitUntilOkAsync(path);
        return nginx;
    }

    // Without a master process, the measured process is the worker.
    private static string Configuration(Uri address, Uri upstream, string folder) =>
        $$"""
        daemon off;
        master_process off;
        worker_processes 1;
        pid {{folder}}/nginx.pid;
        error_log stderr crit;
        events { worker_connections 256; }
        http {
            access_log off;
            keepalive_timeout 10m;
            keepalive_requests 1000000000;
            client_body_temp_path {{folder}}/body;
            proxy_temp_path {{folder}}/proxy;
            fastcgi_temp_path {{folder}}/fastcgi;
            uwsgi_temp_path {{folder}}/uwsgi;
            scgi_temp_path {{folder}}/scgi;
            upstream service {
                server {{upstream.Authority}};
                keepalive 16;
                keepalive_requests 1000000000;
            }
            server {
                listen {{address.Authority}};
                location / {
                    proxy_pass http://service;
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                    proxy_set_header Authorization "Bearer fixed-token";
                }
            }
        }
        """;
}
