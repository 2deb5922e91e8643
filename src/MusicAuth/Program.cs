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
        first: static app => app.UseFastPath().UseOperations(), early: static app => app.UsePassthrough());
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
