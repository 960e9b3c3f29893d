import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from '@app/kernel';
import { AdvisorsModule } from '@app/advisors';
import { LicenseesModule } from '@app/licensees';
import { AppModule } from '../app.module.js';
import { DocsController } from '../docs/docs.controller.js';
import { DocsService } from '../docs/docs.service.js';
import { EmbedController } from './embed.controller.js';
import { EmbedService } from './embed.service.js';
import { PagesService } from './pages.service.js';
import { Themes } from './themes.service.js';
import { WebController } from './web.controller.js';

/** The API, its documentation and, at every other address, the screens. */
@Module({})
export class WebModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: WebModule,
      imports: [AppModule.forRoot(config), LicenseesModule, AdvisorsModule],
      controllers: [DocsController, EmbedController, WebController],
      providers: [DocsService, EmbedService, PagesService, Themes],
    };
  }
}
