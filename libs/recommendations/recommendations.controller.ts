import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Allow, By, everyone, secretariat, type Caller } from '../access/index.js';
import { Answers } from '../platform/http.js';
import { ClustersService } from './clusters.service.js';
import {
  ChangeCluster,
  ClassificationQuery,
  Classifications,
  Cluster,
  ClusterPage,
  ClusterQuery,
  FormCluster,
  RecommendationDetail,
  RecommendationPage,
  RecommendationQuery,
} from './recommendations.schemas.js';
import { RecommendationsService } from './recommendations.service.js';

const Id = z.uuid();

@ApiTags('Register')
@Controller('api/v1')
export class RecommendationsController {
  constructor(
    private readonly recommendations: RecommendationsService,
    private readonly clusters: ClustersService,
  ) {}

  @Get('recommendations')
  @Allow(...everyone)
  @ApiOperation({ summary: 'Recommendations, filtered, searched and sorted' })
  @Answers(200, RecommendationPage, 'Recommendations that fit; for focal points those assigned to their institutions')
  list(@Query({ schema: RecommendationQuery }) query: RecommendationQuery, @By() caller: Caller) {
    return this.recommendations.list(query, caller);
  }

  @Get('recommendations/:id')
  @Allow(...everyone)
  @ApiOperation({ summary: 'One recommendation with positions, assignments and history' })
  @Answers(200, RecommendationDetail, 'Everything known of the recommendation, with its history')
  get(@Param('id', { schema: Id }) id: string, @By() caller: Caller) {
    return this.recommendations.get(id, caller);
  }

  @Get('classifications')
  @Allow(...everyone)
  @ApiOperation({ summary: 'Themes, affected persons and SDG targets, with counts' })
  @Answers(200, Classifications, 'Themes, affected persons and SDG targets in use')
  classifications(@Query({ schema: ClassificationQuery }) query: ClassificationQuery, @By() caller: Caller) {
    return this.recommendations.classifications(query, caller);
  }

  @Get('clusters')
  @Allow(...everyone)
  @ApiOperation({ summary: 'Clusters, with counts' })
  @Answers(200, ClusterPage, 'Clusters by name')
  listClusters(@Query({ schema: ClusterQuery }) query: ClusterQuery, @By() caller: Caller) {
    return this.clusters.list(query, caller);
  }

  @Get('clusters/:id')
  @Allow(...everyone)
  @ApiOperation({ summary: 'One cluster' })
  @Answers(200, Cluster, 'The cluster; its recommendations: GET /api/v1/recommendations?clusterId=…')
  getCluster(@Param('id', { schema: Id }) id: string, @By() caller: Caller) {
    return this.clusters.get(id, caller);
  }

  @Post('clusters')
  @Allow(...secretariat)
  @ApiOperation({ summary: 'Form a cluster of named recommendations, or of all that fit a filter' })
  @Answers(201, Cluster, 'The cluster, formed')
  async formCluster(@Body({ schema: FormCluster }) body: FormCluster, @By() caller: Caller) {
    return this.clusters.get(await this.clusters.form(body, caller.actor), caller);
  }

  @Patch('clusters/:id')
  @Allow(...secretariat)
  @ApiOperation({ summary: 'Rename a cluster, add and remove recommendations' })
  @Answers(200, Cluster, 'The cluster as it is now')
  async changeCluster(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ChangeCluster }) body: ChangeCluster,
    @By() caller: Caller,
  ) {
    await this.clusters.change(id, body, caller.actor);
    return this.clusters.get(id, caller);
  }
}
