using System.Net;
using System.Net.Http.Headers;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Web.Pages;

public sealed class PageTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("musicauth-page");

    public PageTests()
    {
        var pages = _root.CreateSubdirectory("wwwroot");
        File.WriteAllText(Path.Combine(pages.FullName, "index.html"), "<p>the page</p>");
        File.WriteAllText(Path.Combine(pages.FullName, "404.html"), "<p>no such page</p>");
        File.WriteAllText(Path.Combine(pages.FullName, "app.css"), "p{}");
        File.WriteAllText(Path.Combine(pages.FullName, "manifest.webmanifest"), "{}");
        File.WriteAllText(Path.Combine(pages.FullName, "notes.secret"), "not a type of the web");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/login")]
    public async Task The_page_is_served_at_its_paths(string path)
    {
        await using var host = await WebTestHost.StartAsync(contentRoot: _root.FullName);

        var answer = await host.Client.GetAsync(path);

        (await answer.Content.ReadAsStringAsync()).ShouldBe("<p>the page</p>");
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        answer.Headers.ETag.ShouldNotBeNull();
    }

    [Fact]
    public async Task An_unchanged_page_is_not_sent_again()
    {
        await using var host = await WebTestHost.StartAsync(contentRoot: _root.FullName);
        var tag = (await host.Client.GetAsync("/")).Headers.ETag!;
        using var again = new HttpRequestMessage(HttpMethod.Get, "/");
        again.Headers.IfNoneMatch.Add(tag);

        (await host.Client.SendAsync(again)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Theory]
    [InlineData("HEAD", "/", 200)]
    [InlineData("HEAD", "/app.css", 200)]
    [InlineData("POST", "/", 405)]
    [InlineData("POST", "/login", 405)]
    [InlineData("GET", "/app.css", 200)]
    [InlineData("GET", "/notes.secret", 404)]
    [InlineData("GET", "/../appsettings.json", 404)]
    [InlineData("GET", "/appsettings.json", 404)]
    public async Task Only_the_files_of_the_page_are_served(string method, string path, int status)
    {
        await using var host = await WebTestHost.StartAsync(contentRoot: _root.FullName);

        ((int)(await host.Client.SendAsync(new(new(method), path))).StatusCode).ShouldBe(status);
    }

    [Theory]
    [InlineData("GET", "text/html,application/xhtml+xml,*/*;q=0.8", true)]
    [InlineData("HEAD", "text/html", true)]
    [InlineData("GET", "*/*", false)]
    [InlineData("GET", "application/json", false)]
    [InlineData("POST", "text/html", false)]
    public async Task Only_a_browser_gets_a_page_for_an_unknown_address(string method, string accept, bool isPage)
    {
        await using var host = await WebTestHost.StartAsync(contentRoot: _root.FullName);
        using var request = new HttpRequestMessage(new(method), "/xyz");
        request.Headers.TryAddWithoutValidation("Accept", accept);

        var answer = await host.Client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (answer.Content.Headers.ContentType?.MediaType).ShouldBe(isPage ? "text/html" : "application/problem+json");
        if (isPage && method == "GET") (await answer.Content.ReadAsStringAsync()).ShouldBe("<p>no such page</p>");
    }

    [Fact]
    public async Task An_app_with_a_key_gets_a_problem_for_an_unknown_address()
    {
        await using var host = await WebTestHost.StartAsync(contentRoot: _root.FullName);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/xyz");
        request.Headers.Accept.ParseAdd("text/html");
        request.Headers.Authorization = new("Bearer", "ma_key");

        (await host.Client.SendAsync(request)).Content.Headers.ContentType!.MediaType
            .ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task The_page_learns_the_version_from_a_module()
    {
        await using var host = await WebTestHost.StartAsync(contentRoot: _root.FullName);

        var answer = await host.Client.GetAsync("/js/version.js");

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/javascript");
        (await answer.Content.ReadAsStringAsync()).ShouldMatch("""^export default "\d+\.\d+\.\d+[^"]*";\n""");
    }

    [Fact]
    public async Task A_further_language_is_one_more_file()
    {
        var languages = Directory.CreateDirectory(Path.Combine(_root.FullName, "wwwroot", "js", "languages"));
        foreach (var language in new[] { "en", "fr", "nl" })
            await File.WriteAllTextAsync(Path.Combine(languages.FullName, $"{language}.js"), "export default {};");
        await using var host = await WebTestHost.StartAsync(contentRoot: _root.FullName);

        var module = await host.Client.GetStringAsync("/js/version.js");

        module.ShouldEndWith("""export const languages = ["en", "fr", "nl"];""" + "\n");
    }

    [Fact]
    public async Task The_manifest_has_its_type_and_the_policy_lets_the_browser_load_it()
    {
        await using var host = await WebTestHost.StartAsync(contentRoot: _root.FullName);

        var answer = await host.Client.GetAsync("/manifest.webmanifest");

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/manifest+json");
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("manifest-src 'self';");
    }

    [Fact]
    public async Task The_documentation_allows_inline_styles_only()
    {
        await using var host = await WebTestHost.StartAsync();

        var answer = await host.Client.GetAsync("/docs");

        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain("/docs/scalar.js");
        page.ShouldNotContain("<script>");
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("script-src 'self';");
        policy.ShouldContain("style-src 'self' 'unsafe-inline';");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    public async Task The_script_of_the_documentation_comes_from_the_broker(string? encoding)
    {
        await using var host = await WebTestHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/docs/scalar.js");
        if (encoding is not null) request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(encoding));

        var answer = await host.Client.SendAsync(request);

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/javascript");
        answer.Content.Headers.ContentEncoding.SingleOrDefault().ShouldBe(encoding);
        await using var body = await answer.Content.ReadAsStreamAsync();
        await using var plain = encoding is null
            ? body
            : new System.IO.Compression.GZipStream(body, System.IO.Compression.CompressionMode.Decompress);
        using var reader = new StreamReader(plain);
        (await reader.ReadToEndAsync()).ShouldContain("createApiReference");
    }

    public void Dispose() => _root.Delete(recursive: true);
}
