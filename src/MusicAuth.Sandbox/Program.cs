using MusicAuth.Sandbox.Launch;

return await Launcher.RunAsync(args);
