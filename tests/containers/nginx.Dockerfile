# A stand-in for the image nginx:1, from Debian's package, on a machine without access to a registry.
FROM debian:12
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends nginx-light && rm -rf /var/lib/apt/lists/* \
    && mkdir -p /var/cache/nginx && useradd --system nginx
RUN printf '%s\n' 'user nginx;' 'pid /run/nginx.pid;' 'error_log /dev/stderr;' 'events { }' 'http {' \
    'client_body_temp_path /var/cache/nginx/body;' 'proxy_temp_path /var/cache/nginx/proxy;' \
    'fastcgi_temp_path /var/cache/nginx/fastcgi;' 'uwsgi_temp_path /var/cache/nginx/uwsgi;' \
    'scgi_temp_path /var/cache/nginx/scgi;' 'access_log off;' 'include /etc/nginx/conf.d/*.conf;' '}' \
    > /etc/nginx/nginx.conf
EXPOSE 80 443
STOPSIGNAL SIGQUIT
ENTRYPOINT ["nginx", "-g", "daemon off;"]
