using MusicAuth.Access;
using MusicAuth.Grants;
using MusicAuth.Library;
using MusicAuth.Operations;
using MusicAuth.Passthrough;
using MusicAuth.Persistence;
using MusicAuth.Providers.Deezer;
using MusicAuth.Providers.Spotify;
using MusicAuth.SignIn;
using MusicAuth.Upstream;
using MusicAuth.Vault;
using MusicAuth.Web;

return await CommandLine.RunAsync(args, static builder =>
{
    builder.AddOperations();
    builder.AddWeb();
    builder.Services.AddPersistence();
    builder.Services.AddVault();
    builder.Services.AddUpstream();
    builder.Services.AddAccess();
    builder.Services.AddGrants();
    builder.Services.AddSignIn();
    builder.Services.AddLibrary();
    builder.Services.AddPassthrough();
    builder.Services.AddSpotify(builder.Configuration);
    builder.Services.AddDeezer(builder.Configuration);
    var app = builder.Build();

    app.UseWeb(
        first: static app => app.UseEarlyAnswers().UseOperations(), early: static app => app.UsePassthrough());
    app.UseSignIn();
    app.UseAccess();
    app.MapOperations();
    app.MapWeb();
    app.MapAccess();
    app.MapSignIn();
    app.MapGrants();
    app.MapLibrary();
    app.MapPassthrough();
    return app;
});
